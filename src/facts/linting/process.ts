// The process in which ruff runs: its code is compiled by the fast compiler alone (`--liftoff-only`), which is a setting of a whole
// process; and a file that it fails on costs this process, not the run. It reads the files itself, since the process that
// asks is busy meanwhile.
import { FolderSource } from '../source.js';
import type { LintBatch } from './model.js';
import { lintBatch } from './ruff.js';

/** A batch of the files of a folder, given as its absolute real path. */
export type LintRequest = LintBatch & { root: string };

// One batch after the other, so that answers come in the order of the requests.
let last: Promise<unknown> = Promise.resolve();
process.on('message', ({ root, ...batch }: LintRequest) => {
  last = last.then(async () => process.send?.(await lintBatch(await FolderSource.open(root), batch)));
});
process.on('disconnect', () => process.exit(0));
