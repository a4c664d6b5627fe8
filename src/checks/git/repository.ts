import { exampleRepository } from '../../facts/git/example.js';
import { defineCheck, fail, pass } from '../check.js';

export default defineCheck({
  id: 'git/repository',
  title: 'The project is in a git repository with a commit',
  severity: 'required',
  scope: 'repository',
  why: 'A commit is the name of one exact state of the code; without it nobody can say which code gave a result.',
  fix: 'Put the project under version control: `git init`, `git add .`, `git commit`.',
  needs: ['git'],
  examples: {
    pass: { files: { 'train.py': 'print(1)\n' }, facts: { git: exampleRepository() } },
    fail: { files: { 'train.py': 'print(1)\n' }, facts: { git: { kind: 'none' } } },
  },
  run({ git }) {
    const data = { kind: git.kind, ci: git.ci ?? null };
    if (git.kind === 'none')
      return fail('not in a git repository', [{ message: 'the project is in no git repository' }], { data });
    if (git.kind === 'bare') {
      return fail(
        'a bare repository has no work tree',
        [
          {
            message: 'the folder is a bare repository: it holds history and no files to run',
            fix: 'Clone it, and check the clone.',
          },
        ],
        { data },
      );
    }
    if (git.kind === 'no-commits') {
      const gap = {
        message: 'the repository has no commit yet',
        fix: 'Commit the project: `git add .`, `git commit`.',
      };
      return fail('the repository has no commit', [gap], { data });
    }
    const { head, branch, shallow, tagsAtHead } = git;
    const where = branch === undefined ? 'HEAD detached' : `on ${branch}`;
    return pass(`commit ${head.slice(0, 12)}, ${where}`, {
      data: { ...data, commit: head, branch: branch ?? null, shallow, tags: [...tagsAtHead] },
    });
  },
});
