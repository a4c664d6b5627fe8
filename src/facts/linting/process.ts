// The process in which ruff runs: its code is compiled by the fast compiler alone (`--liftoff-only`), which is a setting of a whole
// process; and a file that it fails on costs this process, not the run.
import type { LintBatch } from './model.js';
import { lintBatch } from './ruff.js';

process.on('message', (batch: LintBatch) => {
  process.send?.(lintBatch(batch));
});
process.on('disconnect', () => process.exit(0));
