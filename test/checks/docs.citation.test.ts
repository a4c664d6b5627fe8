import { checkNamed, verify } from '../support/verify.js';

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
