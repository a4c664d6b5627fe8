import { checkNamed, verify } from '../support/verify.js';

const MIT =
  'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction.\n\nThe above copyright notice and this permission notice shall be included in all copies.\n';

verify(checkNamed('docs/license'), {
  pass: {
    'a spelling and an ending of its own': {
      files: { 'Licence.md': '# Apache License\n\nVersion 2.0, January 2004\n' },
      data: { license: 'Apache-2.0' },
    },
    'a manifest that names another': {
      files: {
        COPYING: '  GNU GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007\n',
        'pyproject.toml': '[project]\nname = "x"\nlicense = "MIT"\n',
      },
      findings: ['pyproject.toml:3 pyproject.toml names the licence MIT, COPYING is GPL-3.0-only'],
    },
    'three clauses, broken over lines': {
      files: {
        LICENSE:
          'Redistribution and use in source\nand binary forms ... Redistributions in binary form must\nreproduce ... may be used to endorse or\npromote products',
      },
      data: { license: 'BSD-3-Clause' },
    },
    'a Markdown file, quoted, reflowed, with several copyright lines': {
      files: {
        'LICENSE.md': `# Licence\n\nCopyright 2020 A\nCopyright 2021 B\n\n${MIT.replace(/ /g, '\n> ')}`,
      },
      data: { license: 'MIT' },
    },
    'the long text that names others further down is what its title says': {
      files: {
        LICENSE: `Mozilla Public License Version 2.0\n\n1. Definitions\n\n1.12 "Secondary License" means the GNU General Public License, Version 2.0, the GNU Affero General Public License, Version 3.0\n`,
      },
      data: { license: 'MPL-2.0' },
    },
    'a second licence in the same file satisfies the manifest': {
      files: {
        LICENSE: `Apache License\nVersion 2.0, January 2004\n\nParts of this are under:\n\n${MIT}`,
        'pyproject.toml': '[project]\nname = "x"\nlicense = "MIT"\n',
      },
      data: { license: 'Apache-2.0' },
      findings: [],
    },
    'two files and an SPDX expression': {
      files: {
        'LICENSE-APACHE': 'Apache License\nVersion 2.0, January 2004\n',
        'LICENSE-MIT': MIT,
        'pyproject.toml': '[project]\nname = "x"\nlicense = "MIT OR Apache-2.0"\n',
      },
      findings: [],
    },
    'the folder of REUSE': {
      files: { 'LICENSES/MIT.txt': MIT },
      data: { license: 'MIT', files: ['LICENSES/MIT.txt'] },
    },
    'classifiers, a citation and front matter that contradict the text': {
      files: {
        LICENSE: MIT,
        'pyproject.toml':
          '[project]\nname = "x"\nclassifiers = [\n  "License :: OSI Approved :: Apache Software License",\n]\n',
        'CITATION.cff': 'title: x\nlicense: GPL-3.0-only\n',
        'README.md': '---\nlicense: cc-by-4.0\n---\n# X\n',
      },
      findings: [
        'CITATION.cff:2 CITATION.cff names the licence GPL-3.0-only',
        'README.md:2 README.md names the licence cc-by-4.0',
        'pyproject.toml:3 pyproject.toml names the licence Apache Software License, LICENSE is MIT',
      ],
    },
    'data under a licence of their own': {
      files: { LICENSE: `${MIT}\nThe data is under CC-BY-NC-4.0, for non-commercial use only.\n` },
    },
  },
  warn: {
    'terms of its own': { files: { LICENSE: 'You may look at this.\n' }, findings: ['LICENSE:1'] },
    'a permissive text with a limit added': {
      files: { LICENSE: `${MIT}\nThe Software is for non-commercial use only.\n` },
      findings: ['LICENSE:1 LICENSE adds terms to MIT: "for non commercial use"'],
      data: { license: 'MIT' },
    },
  },
  fail: {
    'an empty file': { files: { LICENSE: '\n' }, findings: ['LICENSE LICENSE is empty'] },
    'only words in the README': {
      files: { 'README.md': '# A\n\n## License\n\nMIT\n' },
      findings: ['README.md:3'],
    },
    'a module called license': { files: { 'license.py': 'MIT License' } },
    'a licence of copied code in a folder': {
      files: { 'text/LICENSE': MIT, 'licenses/numpy.txt': 'x' },
      findings: ['text/LICENSE:1 text/LICENSE (MIT) covers its folder only'],
    },
  },
});
