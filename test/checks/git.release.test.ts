import release from '../../src/checks/git/release.js';
import submodules from '../../src/checks/git/submodules.js';
import { exampleRepository } from '../../src/facts/git/example.js';
import type { Repository, Submodule } from '../../src/facts/git.js';
import { verify } from '../support/verify.js';

const py = { 'train.py': 'print(1)\n' };
const state = (different: Partial<Repository> & { ci?: string } = {}) => ({
  git: exampleRepository(different),
});
const part = (path: string, different: Partial<Submodule> = {}): Submodule => ({
  path,
  recorded: 'b'.repeat(40),
  state: 'ok',
  hasAddress: true,
  ...different,
});

verify(submodules, {
  pass: {
    'two at their commits': {
      files: py,
      facts: state({ submodules: [part('a'), part('b')] }),
      message: '2 submodules',
    },
    'an unreadable .gitmodules accuses nobody': {
      files: py,
      facts: state({ submodules: [part('a', { hasAddress: undefined })] }),
    },
  },
  fail: {
    'each that is not, by its path and commit': {
      files: py,
      facts: state({
        submodules: [part('a'), part('b/c', { state: 'missing' }), part('d', { state: 'differs' })],
      }),
      message: '2 submodules of 3',
      findings: [
        'b/c b/c is not initialised (recorded commit bbbbbbbbbbbb)',
        'd d is at another commit than the recorded bbbbbbbbbbbb',
      ],
    },
    'a link without an address is said once, also where it is empty': {
      files: py,
      facts: state({ submodules: [part('a', { state: 'missing', hasAddress: false })] }),
      findings: ['a a is recorded at bbbbbbbbbbbb, but .gitmodules tells no address'],
    },
    'one that is missing beside one that git may not read': {
      files: py,
      facts: state({ submodules: [part('a', { state: 'missing' }), part('b', { state: 'unreadable' })] }),
      findings: ['a a is not initialised'],
    },
  },
  unknown: {
    'a folder that belongs to another user': {
      files: py,
      facts: state({ submodules: [part('a', { state: 'unreadable' })] }),
    },
  },
  skip: {
    'no submodules': { files: py, facts: state() },
    'no commit': { files: py, facts: { git: { kind: 'no-commits' } } },
  },
});

const tagged = {
  tagCount: 2,
  tags: [
    { name: 'v1.0', commit: `0123abc${'0'.repeat(33)}` },
    { name: 'results-2026', commit: `fedcba9${'1'.repeat(33)}` },
  ],
};
const said = (text: string, name = 'README.md') => ({ files: { ...py, [name]: text } });

verify(release, {
  pass: {
    'a tag at HEAD': {
      files: py,
      facts: state({ tagsAtHead: ['v2'], tagCount: 1 }),
      message: '1f0c3f4b5d6e is tagged v2',
    },
    'a tagged commit that the results name': {
      ...said('# A\n\n## Results\n\nMade with commit 0123abc.\n'),
      facts: state(tagged),
      message: 'v1.0 is the tag that README.md names',
      data: { named: 'v1.0' },
    },
    'a tag by its name in a sentence on results': {
      ...said('The results of the paper come from release v1.0.\n', 'docs/paper.md'),
      facts: state(tagged),
    },
    'a command that checks it out': {
      ...said('```sh\ngit checkout results-2026\n```\n'),
      facts: state(tagged),
    },
    'a link into the tag': {
      ...said('[code](https://github.com/Example/project/tree/v1.0/src)\n'),
      facts: state(tagged),
    },
  },
  warn: {
    'tags elsewhere': { files: py, facts: state(tagged), message: 'has 2 tags on other commits' },
    'a version of something else': {
      ...said(
        '## Results\n\nPython v1.0 runs the tests. Needs `pip install git+https://github.com/other/lib@v1.0`.\n',
      ),
      facts: state(tagged),
    },
    'a link into the tag of another project': {
      ...said('[results](https://github.com/other/project/tree/v1.0)\n'),
      facts: state(tagged),
    },
    'the name in a changelog is no statement on results': {
      ...said('# Changes\n\n## Results\n\nrelease v1.0\n', 'CHANGELOG.md'),
      facts: state(tagged),
    },
  },
  fail: { 'no tag': { files: py, facts: state(), findings: ['no commit of the repository is tagged'] } },
  unknown: {
    'a shallow clone without tags': { files: py, facts: state({ shallow: true }), message: 'shallow' },
    'a checkout of CI without tags': {
      files: py,
      facts: state({ ci: 'GitLab CI' }),
      message: 'GitLab CI checked out: there is none, or',
    },
  },
});
