import { checkNamed, verify } from '../support/verify.js';

const readme = (text: string) => ({ files: { 'README.md': text, 'main.py': 'print(1)\n' } });
const ALL = { install: true, data: true, train: true, evaluate: true, results: true };
const MIT =
  'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction.\n\nThe above copyright notice and this permission notice shall be included in all copies.\n';
const NONE = { install: false, data: false, train: false, evaluate: false, results: false };

verify(checkNamed('docs/readme'), {
  pass: {
    'commands alone tell four topics': {
      ...readme(
        '    pip install .\n\n    dvc pull\n\n    python -m torch.distributed.launch --nproc_per_node 8 train.py\n\n    python train.py --eval\n',
      ),
      data: { sections: { ...ALL, results: false } },
    },
    'a linked document counts': {
      files: {
        'README.md':
          '# A\n\n## Install\n\n`pip install -r requirements.txt`\n\nSee [training](TRAINING.md).\n',
        'TRAINING.md':
          '# T\n\n## Dataset\n\nDownload it from [here](https://example.org/x).\n\n```\npython train.py\npython evaluate.py\n```\n',
      },
    },
    'make targets are looked up': {
      files: {
        'README.md': '    make setup\n    make data\n    make all\n',
        Makefile:
          'all: train score\ntrain:\n\tpython fit.py\nscore:\n\tpython evaluate.py\nsetup:\n\tpip install .\ndata:\n\twget http://x.org/d.zip\n',
      },
    },
    'tables of HTML with comments in them': {
      files: {
        'README.md':
          '    pip install .\n    python train.py\n    python eval.py\n\n<table><tbody>\n<!-- HEAD -->\n<th>model</th><th>accuracy</th>\n<!-- BODY -->\n<tr><td>a</td><td>81.5</td></tr>\n<tr><td>b</td><td>82.5</td></tr>\n</tbody></table>\n',
      },
      data: { sections: { ...ALL, data: false } },
    },
  },
  warn: {
    'Python code that trains, in a block': {
      ...readme(
        '    pip install .\n\n```python\nfrom lib import Net\n\nnet = Net()\nnet.train()\nnet.fit(x, y)\n```\n',
      ),
      data: { sections: { ...NONE, install: true, train: true } },
    },
    'terms in running text are no commands': {
      ...readme(
        '    pip install .\n    python train.py\n\nIt watches `max val_accuracy`, the `validation accuracy`.\n',
      ),
      data: { sections: { ...NONE, install: true, train: true } },
    },
    'a simulated environment is the data': {
      ...readme('    python main.py --env-id CartPole-v1\n'),
      data: { sections: { ...NONE, data: true, train: true } },
    },
    'unit tests are no evaluation, weights are no data': {
      ...readme(
        '## Install\n\n    pip install .\n    pytest tests\n    wget https://x.org/model.pth\n    python main.py\n',
      ),
      data: { sections: { ...NONE, install: true, train: true } },
    },
  },
  fail: {
    'no README': { files: { 'main.py': '' }, message: 'no README' },
    'words, hidden commands and a tree of files tell nothing': {
      ...readme(
        '# Train\n\nInstall, train and evaluate with high accuracy.\n\n<!--\n    pip install .\n    python main.py\n-->\n\n```\n├── train.py   <- Train\n└── eval.py    <- Evaluate\n```\n',
      ),
      data: { sections: NONE },
    },
    'an activated environment is no run': {
      ...readme('    source .env\n    source venv/bin/activate\n'),
      data: { sections: NONE },
    },
  },
});

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

/** A notebook with one Markdown cell after a cell of code. */
const notebook = (text: string) =>
  JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [
      { cell_type: 'code', source: 'print(1)', outputs: [], execution_count: 1, metadata: {} },
      { cell_type: 'markdown', source: text.split(/(?<=\n)/), metadata: {} },
    ],
  });

verify(checkNamed('docs/links'), {
  pass: {
    'addresses, templates, folders, anchors, and pages above the root': {
      files: {
        'README.md':
          '# Top\n\n[a](https://x.org/a.md) [b](#top) [c](src) [d](src/a%20b.py#L3) [e]({{ url }}) [f](../../issues) [g](<src/a b.py>) [h](./src/)\n',
        'src/a b.py': '',
      },
      findings: [],
    },
    'an anchor without heading is only possible': {
      files: { 'README.md': '[x](#nowhere)\n' },
      findings: ['names no heading'],
    },
    'pages of a documentation site': {
      files: {
        'mkdocs.yml': '',
        'docs/index.md': '[a](guide/) [b](/guide) ![i](/img/a.png)',
        'docs/guide.md': '#',
        'docs/img/a.png': '',
      },
      findings: [],
    },
    'pages, files and pictures of Sphinx': {
      files: {
        'docs/conf.py': '',
        'docs/index.rst':
          'Title\n=====\n\n.. toctree::\n   :maxdepth: 2\n\n   guide\n   The API <api/index>\n   self\n   parts/*\n\n.. |logo| image:: img/a.png\n\nSee :doc:`the guide </guide>` and :download:`data <img/a.png>`.\n\n.. literalinclude:: ../train.py\n',
        'docs/guide.rst': 'G\n=\n',
        'docs/api/index.md': '# A\n',
        'docs/img/a.png': '',
        'train.py': '',
      },
      message: '6 relative links',
      findings: [],
    },
    'names of an API and folders that a site makes are only possible': {
      files: {
        'docs/conf.py': '',
        'docs/a.md': '[a](pkg.models.MAEViT) [b](papers/swin.md) [c](./pkg.html)\n',
      },
      message: '3 relative links',
    },
    'a page that Sphinx may make is only possible': {
      files: {
        'docs/conf.py': '',
        'docs/index.rst': 'Title\n=====\n\n.. toctree::\n\n   generated/api\n',
      },
      findings: ['docs/index.rst:6 link generated/api does not exist'],
    },
    'cells of a notebook, with pictures that it holds itself': {
      files: {
        'nb/a.ipynb': notebook('# T\n\n![x](attachment:x.png) $[u](t,x)$ [data](../data/a.csv)'),
        'data/a.csv': '',
      },
      message: '1 relative link',
    },
  },
  fail: {
    'another letter case': {
      files: { 'README.md': '\n![x](Figs/a.PNG)\n', 'figs/a.png': '' },
      findings: ['README.md:2 image Figs/a.PNG does not exist; the file is called figs/a.png'],
    },
    'in a cell of a notebook, by its number and line': {
      files: { 'nb/a.ipynb': notebook('# T\n\n<img src="figs/a.png">\n') },
      findings: ['nb/a.ipynb cell 2, line 3 image figs/a.png does not exist'],
    },
    'an address without its scheme': {
      files: { 'README.md': '[site](docs.example.org/a)\n' },
      findings: ['README.md:1 link docs.example.org/a is an address without `https://`'],
    },
    'an address of mail': {
      files: { 'README.md': '[Ann](ann@example.org)\n' },
      findings: ['README.md:1 link ann@example.org is an e-mail address without `mailto:`'],
    },
    'a page of a site that is gone from a folder that stands': {
      files: { 'docs/conf.py': '', 'docs/a.md': '[b](b.md)\n' },
      findings: ['docs/a.md:1 link b.md does not exist'],
    },
    'HTML images, and references by name': {
      files: { 'README.md': '<img src="a.png">\n\n[x][r]\n\n[r]: b.md\n' },
      findings: ['README.md:1 image a.png', 'README.md:3 link b.md'],
    },
  },
  skip: { 'no links': { files: { 'README.md': '# A\n' } }, 'no documents': { files: { 'a.py': '' } } },
});

const cff = (rest: string) => ({
  files: {
    'CITATION.cff': `cff-version: 1.2.0\nmessage: Cite it.\ntitle: A\nauthors:\n  - family-names: B\n${rest}`,
  },
});

verify(checkNamed('docs/citation'), {
  pass: {
    'BibTeX in the README': { files: { 'README.md': '```\n@misc{a2024,\n  title={x}\n}\n```\n' } },
    'everything that the format knows': cff(
      '    orcid: https://orcid.org/0000-0001-2345-678X\n  - name: The team\n    website: https://x.org\ndate-released: 2024-02-29\nversion: 1.10\ndoi: 10.5281/zenodo.123\nlicense: [MIT, Apache-2.0]\nkeywords: [a, b]\nidentifiers:\n  - type: swh\n    value: swh:1:rev:309cf2674ee7a0749978cf8265ab91a60aea0f7d\npreferred-citation:\n  type: article\n  title: B\n  authors: [{family-names: C, given-names: D}]\n  year: 2024\n  journal: J\n  conference: {name: K}\nreferences:\n  - {type: software, title: E, authors: [{name: F}]}\n',
    ),
    'an older version of the format has keys of its own': {
      files: {
        'CITATION.cff':
          'cff-version: 1.0.3\nmessage: m\ntitle: A\nversion: 1\nauthors: [{family-names: B}]\nreferences: [{type: x}]\n',
      },
    },
  },
  warn: {
    'missing keys, a wrong date, an unknown key': {
      files: {
        'CITATION.cff':
          'cff-version: 1.2.0\ntitle: A\nauthors:\n  - family-names: B\ndate-released: yesterday\nversions: 1\n',
      },
      findings: [
        'the required key message is missing',
        'CITATION.cff:5 date-released yesterday',
        'CITATION.cff:6 versions is no key',
      ],
    },
    'no YAML at all': { files: { 'CITATION.cff': 'title: [a\n' }, findings: ['CITATION.cff'] },
    'values of the wrong form': {
      ...cff(
        'doi: https://doi.org/10.5281/zenodo.123\nurl: www.x.org\nlicense: Apache 2\ntype: code\ndate-released: 2024-13-01\nkeywords: a, b\n',
      ),
      findings: [
        'CITATION.cff:6 doi https://doi.org/10.5281/zenodo.123 is no DOI of the form 10.xxxx/...',
        'CITATION.cff:7 url www.x.org is no address',
        'CITATION.cff:8 license Apache 2 is no id of the SPDX licence list',
        'CITATION.cff:9 type code is none of dataset, software',
        'CITATION.cff:10 date-released 2024-13-01 is no date',
        'CITATION.cff:11 keywords is no list',
      ],
    },
    'authors that nobody can name, and keys of none': {
      ...cff('    email: at-home\n  - affiliation: X\n  - Ann Author\n  - name: ""\n    given-names: C\n'),
      findings: [
        'CITATION.cff:6 authors[1].email at-home is no e-mail address',
        'CITATION.cff:7 authors[2] has neither family-names',
        'CITATION.cff:8 authors[3] is no mapping',
        'CITATION.cff:9 authors[4].name is empty',
        'CITATION.cff:10 authors[4].given-names is no key of the format',
      ],
    },
    'references are checked too': {
      ...cff(
        'preferred-citation:\n  type: paper\n  title: 2024\n  authors: []\n  year: "2024"\n  month: 13\n  conference: NeurIPS\n',
      ),
      findings: [
        'CITATION.cff:7 preferred-citation.type paper is none of the types of works',
        'CITATION.cff:8 preferred-citation.title 2024 is no text',
        'CITATION.cff:9 preferred-citation.authors is empty',
        'CITATION.cff:10 preferred-citation.year 2024 is no whole number',
        'CITATION.cff:11 preferred-citation.month 13 is no month',
        'CITATION.cff:12 preferred-citation.conference is no mapping',
      ],
    },
    'a version of the format that there is not': {
      files: { 'CITATION.cff': 'cff-version: 2.0\nmessage: m\ntitle: A\nauthors: [{name: B}]\n' },
      findings: ['CITATION.cff:1 cff-version 2.0 is no version of the format'],
    },
    'a list at the top': {
      files: { 'CITATION.cff': '- title: A\n' },
      findings: ['it is no mapping'],
    },
  },
  fail: { 'an at-sign in prose': { files: { 'README.md': '@article in the news {x}\n' } } },
});
