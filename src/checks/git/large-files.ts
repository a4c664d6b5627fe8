import * as z from 'zod';
import { exampleRepository } from '../../facts/git/example.js';
import { LARGE_FROM } from '../../facts/git.js';
import { count, defineCheck, fail, pass, skip, unknown } from '../check.js';

export default defineCheck({
  id: 'git/large-files',
  title: 'No large file is committed outside Git LFS or DVC',
  severity: 'advised',
  scope: 'repository',
  why: 'Git keeps every version of a large file for ever, so clones become slow, and people begin to share the data in other, untracked ways.',
  fix: 'Move the file to DVC (`dvc add <file>`) or Git LFS (`git lfs migrate import --include=<file>`).',
  needs: ['git'],
  requires: ['git/repository'],
  options: z.strictObject({
    maxSizeMb: z
      .number()
      .min(LARGE_FROM / 1e6)
      .default(5)
      .describe('The largest file that may be committed, in megabytes of 1,000,000 bytes.'),
  }),
  examples: {
    pass: { files: { 'train.py': 'print(1)\n' }, facts: { git: exampleRepository() } },
    fail: {
      files: { 'model.bin': '' },
      facts: { git: exampleRepository({ large: [{ path: 'model.bin', size: 120_000_000, lfs: false }] }) },
    },
  },
  run({ git }, { maxSizeMb }) {
    if (git.kind !== 'ok') return skip('no repository with a commit');
    const inGit = git.large.filter(({ lfs }) => !lfs);
    const large = inGit.filter(({ size }) => size !== undefined && size > maxSizeMb * 1e6);
    const unsized = inGit.filter(({ size }) => size === undefined);
    const data = {
      maxSizeMb,
      files: large.map(({ path, size }) => ({ path, size: size ?? null })),
      unknown: unsized.map(({ path }) => path),
    };
    const gaps = large.map(({ path, size = 0 }) => ({
      message: `${path} has ${(size / 1e6).toFixed(1)} MB`,
      at: { file: path },
      key: path,
    }));
    if (large.length > 0) return fail(`${count(large.length, 'file')} over ${maxSizeMb} MB`, gaps, { data });
    if (unsized.length > 0) {
      return unknown(
        `the size of ${count(unsized.length, 'file')} is not known: the content is not in this clone`,
        {
          gaps: unsized.map(({ path }) => ({
            message: `${path} is neither on disk nor in the repository's objects`,
            at: { file: path },
            fix: 'Fetch it (`git checkout -- <file>` in a full clone), and check again.',
            confidence: 'possible',
          })),
          data,
        },
      );
    }
    return pass(`no tracked file over ${maxSizeMb} MB`, { data });
  },
});
