import type { Stream } from './table/row.js';
import type { DrawEvent } from './walking/events.js';

/** Methods that the workers of a data loader call, on a dataset and on what it applies to its items. */
const OF_WORKERS = /^__(?:getitem|getitems|iter|next|call)__$/;

/** Whether a draw happens in the workers of a data loader, where there are any, and PyTorch seeds its generator there. */
export function isInWorkers({ dormant, frame }: DrawEvent, stream: Stream): boolean {
  if (!dormant || (stream !== 'python' && stream !== 'numpy')) return false;
  let root = frame;
  while (root.caller) root = root.caller;
  return OF_WORKERS.test(root.module.scopes[root.scope]?.name ?? '');
}
