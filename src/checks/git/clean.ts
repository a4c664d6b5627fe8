import * as z from 'zod';
import { exampleRepository } from '../../facts/git/example.js';
import type { Change } from '../../facts/git.js';
import { globMatcher } from '../../globs.js';
import { count, defineCheck, fail, type Gap, partial, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'git/clean',
  title: 'The work tree equals the commit',
  severity: 'required',
  scope: 'repository',
  why: 'A result made with uncommitted changes carries the name of a commit that cannot reproduce it.',
  fix: 'Commit the changes, or undo them; list what should never be committed in .gitignore.',
  needs: ['git'],
  requires: ['git/repository'],
  options: z.strictObject({
    allow: z
      .array(z.string())
      .default([])
      .describe(
        'Glob patterns of paths that may differ from the commit, such as reports that the run writes.',
      ),
  }),
  examples: {
    pass: { files: { 'train.py': 'print(1)\n' }, facts: { git: exampleRepository() } },
    fail: {
      files: { 'train.py': 'print(2)\n' },
      facts: {
        git: exampleRepository({
          status: {
            staged: [],
            unstaged: [{ path: 'train.py', what: 'modified' }],
            untracked: [],
            undecided: [],
          },
        }),
      },
    },
  },
  run({ git }, { allow }) {
    if (git.kind !== 'ok') return skip('no commit to compare with');
    const allowed = globMatcher(allow);
    const kept = (path: string) => !allowed(path) && !(path.endsWith('/') && allowed(`${path}file`));
    const staged = git.status.staged.filter(({ path }) => kept(path));
    const unstaged = git.status.unstaged.filter(({ path }) => kept(path));
    const untracked = git.status.untracked.filter(kept);
    const undecided = git.status.undecided.filter(kept);
    const gaps: Gap[] = [
      ...staged.map((change) => ({ message: `${describe(change)} (staged)`, at: { file: change.path } })),
      ...unstaged.map((change) => ({ message: describe(change), at: { file: change.path } })),
      ...untracked.map((path) => ({
        message: `${path} is not tracked`,
        at: { file: path },
        fix: 'Commit it, or list it in .gitignore.',
      })),
      ...undecided.map((path) => ({
        message: `whether ${path} differs depends on a git filter, which is not run here`,
        at: { file: path },
        confidence: 'possible' as const,
      })),
    ];
    const data = {
      staged: staged.length,
      unstaged: unstaged.length,
      untracked: untracked.length,
      undecided: undecided.length,
    };
    const changed = new Set([...staged, ...unstaged].map(({ path }) => path)).size;
    const rest = untracked.length > 0 ? `${count(untracked.length, 'untracked path')}` : '';
    if (changed > 0) return fail(`${count(changed, 'changed file')}${rest && `, ${rest}`}`, gaps, { data });
    if (undecided.length > 0)
      return unknown(`${count(undecided.length, 'file')} cannot be compared without running a filter`, {
        gaps,
        data,
      });
    if (untracked.length > 0) return partial(rest, gaps, { data });
    return pass(`nothing differs from ${git.head.slice(0, 12)}`, { data });
  },
});

function describe({ path, what, from }: Change): string {
  if (what === 'unmerged') return `${path} has a merge conflict`;
  return `${path} is ${what}${from === undefined ? '' : ` from ${from}`}`;
}
