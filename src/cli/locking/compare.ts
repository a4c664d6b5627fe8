import { UserError } from '../../errors.js';
import type { Source } from '../../facts/source.js';
import { changesBetween } from '../../hashing/changes.js';
import { contentsOf } from '../../hashing/lock.js';
import type { LockEntry } from '../../hashing/lock-file.js';
import { verifyLock } from '../../hashing/lock-verify.js';
import type { VerifiedSource } from '../../stores/sources.js';
import { type LockOutcome, outcomeOfCheck } from './outcome.js';
import { outsideHint } from './problems.js';
import { declaredIn } from './requests.js';
import { joined } from './sources.js';
import { checkStores } from './stores.js';
import type { Task } from './task.js';
import { withUnfetched } from './unfetched.js';

/** Compares what is locked with what is there. Throws `UserError` when there is no repro.lock. */
export async function checkLock(
  task: Task,
): Promise<{ outcome: LockOutcome; refused: VerifiedSource[]; hint: string | undefined }> {
  const { store, config, previous, paths, addresses, flags, engine } = task;
  if (!previous) throw new UserError('there is no repro.lock', { hint: '`repro lock` writes it' });
  const has = new Set(previous.entries.map(({ path }) => path));
  const all = paths.length + addresses.length === 0;
  const expected = all ? declaredIn(config).map(({ path }) => path) : paths;
  const entries = previous.entries.filter(({ path }) => all || paths.includes(path));
  const verified = await withUnfetched(store, await verifyLock(store, { version: 1, entries }, engine));
  const differing = verified.filter(({ status }) => status === 'mismatch' || status === 'absent');
  const before = await withContents(
    store,
    differing.map(({ entry }) => entry),
    () => true,
  );
  const after = differing.flatMap(({ now }) => now ?? []);
  const outcome = outcomeOfCheck(
    verified,
    expected.filter((path) => !has.has(path)),
    changesBetween(before, after),
    { read: engine.digests.read, brief: flags.format === 'text' },
  );
  const remote = all || addresses.length > 0 ? await checkStores(task, previous) : undefined;
  const hint = await outsideHint(
    store,
    verified.flatMap(({ problem }) => problem ?? []),
  );
  return remote
    ? { outcome: joined(outcome, remote.outcome), refused: remote.refused, hint }
    : { outcome, refused: [], hint };
}

/** Entries with the files of their trees, where those are needed and listed. */
export async function withContents(
  store: Source,
  entries: readonly LockEntry[],
  needed: (entry: LockEntry) => boolean,
): Promise<LockEntry[]> {
  const listed: LockEntry[] = [];
  for (const entry of entries) {
    const contents = entry.kind === 'tree' && needed(entry) ? await contentsOf(store, entry) : undefined;
    listed.push(contents ? { ...entry, contents } : entry);
  }
  return listed;
}
