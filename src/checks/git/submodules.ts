import { exampleRepository } from '../../facts/git/example.js';
import { count, defineCheck, fail, type Gap, pass, skip, unknown } from '../check.js';

const RECORDED = '9d1f0c3f4b5d6e7a8b9c0d1e2f3a4b5c6d7e8f9a';

export default defineCheck({
  id: 'git/submodules',
  title: 'Every submodule is checked out at its recorded commit',
  severity: 'optional',
  scope: 'repository',
  why: 'A submodule that is empty or at another commit means that other code runs than the one that the commit stands for.',
  fix: 'Run `git submodule update --init --recursive`; to record the present commit instead, `git add <submodule>` and commit.',
  source: 'https://git-scm.com/docs/gitsubmodules',
  needs: ['git'],
  requires: ['git/repository'],
  examples: {
    pass: {
      files: { 'train.py': 'print(1)\n' },
      facts: {
        git: exampleRepository({
          submodules: [{ path: 'lib/nets', recorded: RECORDED, state: 'ok', hasAddress: true }],
        }),
      },
    },
    fail: {
      files: { 'train.py': 'print(1)\n' },
      facts: {
        git: exampleRepository({
          submodules: [{ path: 'lib/nets', recorded: RECORDED, state: 'missing', hasAddress: true }],
        }),
      },
    },
  },
  run({ git }) {
    if (git.kind !== 'ok') return skip('no repository with a commit');
    const { submodules } = git;
    if (submodules.length === 0) return skip('no submodules');
    const data = { submodules: submodules.map(({ path, state }) => ({ path, state })) };
    const gaps = submodules.flatMap(({ path, recorded, state, hasAddress }): Gap[] => {
      const commit = recorded.slice(0, 12);
      const at = { file: path };
      // Git does not say of such a folder where it comes from: nobody else can fetch it.
      if (hasAddress === false)
        return [
          {
            message: `${path} is recorded at ${commit}, but .gitmodules tells no address for it`,
            at,
            fix: `Add it with \`git submodule add <address> ${path}\`, or take the link out with \`git rm --cached ${path}\`.`,
            key: path,
          },
        ];
      if (state === 'missing')
        return [{ message: `${path} is not initialised (recorded commit ${commit})`, at, key: path }];
      if (state === 'differs')
        return [{ message: `${path} is at another commit than the recorded ${commit}`, at, key: path }];
      return [];
    });
    if (gaps.length > 0)
      return fail(
        `${count(gaps.length, 'submodule')} of ${submodules.length} not at the recorded commit`,
        gaps,
        { data },
      );
    const unread = submodules.filter(({ state }) => state === 'unreadable');
    if (unread[0]) return unknown(`git cannot read the submodule ${unread[0].path}`, { data });
    return pass(`${count(submodules.length, 'submodule')} at the recorded commit`, { data });
  },
});
