import type { Repository } from './model.js';

/** A clean repository whose only commit is pushed, with what an example wants different. */
export function exampleRepository(different: Partial<Repository> = {}): Repository & { ci?: string } {
  return {
    kind: 'ok',
    toplevel: '/project',
    prefix: '',
    version: '2.47.0',
    branch: 'main',
    remotes: [
      {
        name: 'origin',
        host: 'github.com',
        kind: 'GitHub',
        web: 'https://github.com/example/project',
        hasCredentials: false,
      },
    ],
    status: { staged: [], unstaged: [], untracked: [], undecided: [] },
    ignored: { probes: {} },
    head: '1f0c3f4b5d6e7a8b9c0d1e2f3a4b5c6d7e8f9a0b',
    shallow: false,
    upstream: { name: 'origin/main', ahead: 0, branches: ['origin/main'], tags: [], any: true },
    tagsAtHead: [],
    tagCount: 0,
    tags: [],
    large: [],
    submodules: [],
    ...different,
  };
}
