import { exampleRepository } from '../../facts/git/example.js';
import { count, defineCheck, fail, partial, pass, skip } from '../check.js';

export default defineCheck({
  id: 'git/pushed',
  title: 'The commit is on a remote',
  severity: 'advised',
  scope: 'repository',
  why: 'Nobody else can check out a commit that was never pushed.',
  fix: 'Push the branch: `git push --set-upstream origin HEAD`.',
  needs: ['git'],
  requires: ['git/repository'],
  examples: {
    pass: { files: { 'train.py': 'print(1)\n' }, facts: { git: exampleRepository() } },
    fail: {
      files: { 'train.py': 'print(1)\n' },
      facts: { git: exampleRepository({ upstream: { branches: [], tags: [], any: false } }) },
    },
  },
  run({ git }) {
    if (git.kind !== 'ok') return skip('no repository with a commit');
    const { branches, tags, ahead, name, any } = git.upstream;
    const commit = git.head.slice(0, 12);
    const data = { upstream: name ?? null, ahead: ahead ?? null, branches: [...branches], tags: [...tags] };
    if (branches[0] !== undefined) return pass(`${commit} is in ${branches[0]}`, { data });
    if (git.remotes.length === 0) return skip('no remote to push to', { data });
    if (tags[0] !== undefined) return pass(`${commit} is in the tag ${tags[0]}`, { data });
    if (git.ci !== undefined && (git.branch === undefined || git.shallow))
      return pass(`${git.ci} checked out ${commit} from a remote`, { data });
    if (!any) {
      return fail(
        'nothing was pushed yet',
        [{ message: `no branch of ${git.remotes.map((remote) => remote.name).join(', ')} is known here` }],
        { data },
      );
    }
    const unpushed = ahead === undefined || ahead === 0 ? 'the commit is' : `${count(ahead, 'commit')}`;
    const message =
      unpushed === 'the commit is'
        ? `${commit} is on no branch of a remote`
        : `${unpushed} not on ${name ?? 'any branch of a remote'}`;
    return partial(message, [{ message, key: 'unpushed' }], { data });
  },
});
