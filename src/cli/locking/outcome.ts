import * as z from 'zod';
import type { Change, Changes, Comparable } from '../../hashing/changes.js';
import type { Verified } from '../../hashing/lock-verify.js';

const Path = z.string().describe('Relative to the root, with forward slashes');
const Count = z.int().min(0);

const STATUSES = [
  'added', 'changed', 'unchanged', 'removed', 'renamed',
  'ok', 'mismatch', 'absent', 'unreadable', 'unstable', 'missing',
] as const; // biome-ignore format: a table reads better in rows

/** The shape of `repro lock --format json`. */
export const LockOutcome = z
  .strictObject({
    schemaVersion: z.literal(1),
    action: z.enum(['lock', 'check']),
    ok: z.boolean().describe('Whether nothing differs; of the action lock, always true'),
    written: z.boolean().describe('Whether repro.lock or a manifest was written'),
    entries: z.array(
      z.strictObject({
        path: Path,
        status: z
          .enum(STATUSES)
          .describe(
            'The first five come of the action lock; unstable: it changed while it was read; missing: it is not in repro.lock',
          ),
        from: Path.optional().describe('The path that a renamed entry had'),
        before: z.string().optional().describe('The recorded hash, as algorithm:digits'),
        after: z.string().optional().describe('The hash of what is there, as algorithm:digits'),
        size: Count.optional().describe('Bytes of what is there'),
        files: Count.optional().describe('How many files a tree has'),
        message: z.string().optional().describe('What is wrong'),
      }),
    ),
    counts: z
      .strictObject({ added: Count, changed: Count, removed: Count, renamed: Count })
      .describe('Files, of the entries that differ'),
    changes: z.array(
      z.strictObject({
        path: Path,
        change: z.enum(['added', 'changed', 'removed', 'renamed']),
        from: Path.optional(),
      }),
    ),
    read: z
      .strictObject({ files: Count, bytes: Count })
      .describe('What was read; files that have not changed since they were last hashed are not'),
    unnamed: z.array(Path).describe('Trees that differ, of which it is not known in which files'),
  })
  .describe('What `repro lock` did or found');
export type LockOutcome = z.infer<typeof LockOutcome>;
type Entry = LockOutcome['entries'][number];

/** What verification says of an entry, or of a source in the form of one. */
export type VerifiedEntry = Pick<Verified, 'status' | 'found' | 'message'> & {
  entry: Comparable;
  now?: Comparable;
};

/**
 * What was hashed, and how that differs from what was recorded. A `brief` outcome leaves out files that were added or removed
 * with the whole of their entry.
 */
export function outcomeOfLock(
  before: readonly Comparable[],
  after: readonly Comparable[],
  changes: Changes,
  { written, read, brief }: Pick<LockOutcome, 'written' | 'read'> & { brief: boolean },
): LockOutcome {
  const changed = new Map(changes.entries.map((change) => [change.path, change]));
  const old = new Map(before.map((entry) => [entry.path, entry]));
  const gone = changes.entries.filter(({ change }) => change === 'removed');
  const entries = [
    ...after.map((entry): Entry => {
      const { change = 'unchanged', from } = changed.get(entry.path) ?? {};
      const known = old.get(from ?? entry.path);
      return {
        path: entry.path,
        status: change,
        ...(from !== undefined ? { from } : {}),
        ...(known ? { before: hashOf(known) } : {}),
        after: hashOf(entry),
        size: entry.size,
        ...(entry.count === undefined ? {} : { files: entry.count }),
      };
    }),
    ...gone.map(({ path }): Entry => {
      const known = old.get(path);
      return { path, status: 'removed', ...(known ? { before: hashOf(known) } : {}) };
    }),
  ];
  return { action: 'lock', ok: true, written, entries, ...shared(changes, brief), read };
}

/** What was verified; `missing` are paths that should be in the lock. A `brief` outcome is as that of `outcomeOfLock`. */
export function outcomeOfCheck(
  verified: readonly VerifiedEntry[],
  missing: readonly string[],
  changes: Changes,
  { read, brief }: Pick<LockOutcome, 'read'> & { brief: boolean },
): LockOutcome {
  const entries = [
    ...verified.map(({ entry, status, found, now, message }): Entry => {
      const { count } = now ?? entry;
      return {
        path: entry.path,
        status: status === 'changed' ? 'unstable' : status,
        before: hashOf(entry),
        ...(found === undefined ? {} : { after: found, size: (now ?? entry).size }),
        ...(found === undefined || count === undefined ? {} : { files: count }),
        ...(message ? { message } : {}),
      };
    }),
    ...missing.map((path): Entry => ({ path, status: 'missing', message: `${path} is not in repro.lock` })),
  ];
  const ok = entries.every(({ status }) => status === 'ok');
  return { action: 'check', ok, written: false, entries, ...shared(changes, brief), read };
}

function shared(
  { entries, files, counts, unnamed }: Changes,
  brief: boolean,
): Pick<LockOutcome, 'schemaVersion' | 'counts' | 'changes' | 'unnamed'> {
  const whole = brief ? entries.filter(({ change }) => change !== 'changed').map(({ path }) => path) : [];
  // Going through millions of files takes a while.
  const isNoneTold = whole.length > 0 && whole.length === entries.length && counts.renamed === 0;
  const changes: Change[] = [];
  for (const one of isNoneTold ? [] : files) {
    const isTold =
      one.change === 'changed' ||
      one.change === 'renamed' ||
      !whole.some((entry) => one.path === entry || one.path.startsWith(`${entry}/`));
    if (isTold) changes.push(one);
  }
  return { schemaVersion: 1, counts, changes, unnamed };
}

function hashOf({ algorithm, hash }: Comparable): string {
  return `${algorithm}:${hash}`;
}
