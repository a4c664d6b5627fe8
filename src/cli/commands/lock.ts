import { type Command, Option } from 'commander';
import { isRemote } from '../../addresses.js';
import { UserError } from '../../errors.js';
import { changesBetween } from '../../hashing/changes.js';
import { createLock, readLock } from '../../hashing/lock.js';
import { LOCK_ALGORITHMS } from '../../hashing/lock-file.js';
import { updateLock } from '../../hashing/lock-writer.js';
import type { ShardNumber } from '../../hashing/shard.js';
import { ALLOW_ROOT } from '../allowed-roots.js';
import { safeText, withAsciiFlags } from '../ascii.js';
import { onInterrupt } from '../interrupt.js';
import { jobs } from '../jobs.js';
import { checkLock, withContents } from '../locking/compare.js';
import { openFiles } from '../locking/open.js';
import { type LockOutcome, outcomeOfLock } from '../locking/outcome.js';
import { goneHint, outsideHint, refuseProblems } from '../locking/problems.js';
import { declaredIn, insideOf, refuseAddresses, requestsFor } from '../locking/requests.js';
import { lockShard, mergedEntries, shardNumber } from '../locking/sharding.js';
import { joined, outcomeOfSources, sourceRequestsFor } from '../locking/sources.js';
import { hashStores, refusedError } from '../locking/stores.js';
import type { Flags, Task } from '../locking/task.js';
import { EXIT_CODES, lockName, outcomeText } from '../locking/text.js';
import { refuseUnfetched, withoutEmptied } from '../locking/unfetched.js';
import { type ProgressLine, progressLine, progressText } from '../progress.js';
import { collect } from '../repeated.js';
import { print, tell } from '../terminal.js';

export function configure(command: Command, done: (exitCode: number) => void): void {
  withAsciiFlags(command)
    .argument(
      '[paths...]',
      'files, folders and s3:// or https:// addresses; else the datasets of the config and those locked before',
    )
    .addOption(
      new Option('--check', 'only compare with repro.lock; exit code 1 when something differs').conflicts([
        ...['update', 'prune', 'exclude', 'algorithm', 'shard', 'merge', 'dryRun'],
      ]),
    )
    .option('--update', 'hash only what is in repro.lock already: the named paths, else all')
    .option('--prune', 'take out what was locked before and is gone')
    .option('--exclude <glob>', 'leave such files of the named folders out; may be repeated', collect)
    .addOption(
      new Option('--algorithm <name>', 'for the named paths and new ones (default: sha256)').choices(
        LOCK_ALGORITHMS,
      ),
    )
    .option('--no-cache', 'read all files, also those that have not changed since they were last hashed')
    .option('--no-manifests', 'do not list the files of large folders in repro.lock.d')
    .addOption(
      new Option('--shard <i/n>', 'hash only the i-th of n parts, into a file for --merge')
        .argParser(shardNumber)
        .conflicts(['prune', 'merge', 'dryRun', 'format']),
    )
    .option('--output <file>', 'where --shard writes (default: repro.lock.shard-<i>-of-<n>)')
    .addOption(
      new Option('--merge', 'put the named files of --shard together into repro.lock').conflicts([
        ...['update', 'prune', 'exclude', 'algorithm'],
      ]),
    )
    .option('-j, --jobs <n>', 'how many workers may run at once', jobs)
    .option('--dry-run', 'hash and say what would change, but write nothing')
    .option(
      '--allow-endpoint <url>',
      'a store that the config may name: it is sent signed requests; may be repeated',
      collect,
    )
    .option(...ALLOW_ROOT, collect)
    .addOption(
      new Option('--format <name>', 'how the outcome is told').choices(['text', 'json']).default('text'),
    )
    .option('--config <file>', 'use this config instead of the one that is found')
    .option('--no-config', 'use no config')
    .option('-q, --quiet', 'only say what is wrong')
    .addHelpText('after', EXIT_CODES)
    .action(async (paths: string[], flags: Flags) => {
      const progress = progressLine(flags.quiet);
      const stopListening = onInterrupt(() => progress.end());
      try {
        const task = await opened(paths, flags, progress);
        if (flags.shard) {
          await part(task, flags.shard);
          return done(0);
        }
        const {
          outcome,
          refused = [],
          hint,
        } = flags.check ? await checkLock(task) : { outcome: await lock(task), hint: undefined };
        progress.end();
        await tellOutcome(outcome, task);
        if (hint !== undefined) await tell(safeText(flags)(`hint: ${hint}`));
        if (refused.length > 0) throw refusedError(refused);
        done(outcome.ok ? 0 : 1);
      } finally {
        progress.end();
        stopListening();
      }
    });
}

async function opened(paths: readonly string[], flags: Flags, progress: ProgressLine): Promise<Task> {
  if (flags.output !== undefined && !flags.shard)
    throw new UserError('--output is for --shard: the lock itself is always repro.lock');
  const { source: store, config, digests } = await openFiles('.', flags);
  const begun = performance.now();
  const addresses = flags.merge ? [] : paths.filter(isRemote);
  if (addresses.length > 0 && flags.shard)
    throw new UserError('what lies at a store is not hashed in shards', { hint: 'leave out its address' });
  const local = paths.filter((path) => !addresses.includes(path));
  refuseAddresses(local);
  return {
    store,
    config,
    previous: await readLock(store),
    paths: flags.merge ? paths : [...new Set(local.map((path) => insideOf(config.root, path)))],
    addresses,
    flags,
    show: (text) => progress.show(text),
    engine: {
      jobs: flags.jobs,
      digests,
      onProgress: (step) =>
        progress.show(progressText({ fact: 'hashing', unit: 'bytes', ...step }, performance.now() - begun)),
    },
  };
}

/** Hashes one part into a file of its own. */
async function part(
  { store, config, previous, paths, flags, engine }: Task,
  number: ShardNumber,
): Promise<void> {
  const besides = paths.length > 0 ? [] : sourceRequestsFor(previous, config, { ...flags, paths: [] });
  if (besides.length > 0 && !flags.quiet)
    await tell('note: what lies at stores is not hashed in shards; lock it by its address');
  const requests = requestsFor(previous, config, { ...flags, paths });
  const text = await lockShard(store, requests, number, { output: flags.output, ...engine });
  if (!flags.quiet) await print(safeText(flags)(text));
}

/** Hashes what is asked for, or merges its parts, and writes it down. Throws `UserError`, with nothing written. */
async function lock(task: Task): Promise<LockOutcome> {
  const { store, config, previous, paths, flags, engine } = task;
  const { entries, removed, sources } = flags.merge
    ? { entries: await mergedEntries(store, paths, flags), removed: [], sources: noSources }
    : await hashed(task);
  const touched = new Set([...removed, ...entries.map(({ path }) => path)]);
  const before = (previous?.entries ?? []).filter(({ path }) => touched.has(path));
  const now = new Map(entries.map((entry) => [entry.path, entry.hash]));
  await refuseUnfetched(store, entries, before);
  const listed = await withContents(store, before, ({ path, hash }) => now.get(path) !== hash);
  const changes = changesBetween(listed, entries);
  const update = { entries, removed, sources: sources.entries, removedSources: sources.removed };
  const written = !flags.dryRun && (await updateLock(config.root, update));
  return joined(
    outcomeOfLock(listed, entries, changes, {
      written,
      read: engine.digests.read,
      brief: flags.format === 'text',
    }),
    outcomeOfSources(sources.before, sources.entries),
  );
}

const noSources = { before: [], entries: [], removed: [] };

async function hashed(task: Task) {
  const { store, config, previous, paths, addresses, flags, engine } = task;
  const named = paths.length + addresses.length > 0;
  const remote =
    named && addresses.length === 0
      ? []
      : sourceRequestsFor(previous, config, { ...flags, paths: addresses });
  const requests =
    named && paths.length === 0
      ? []
      : requestsFor(previous, config, { ...flags, paths, besides: remote.length > 0 });
  const { manifests, prune } = flags;
  const created = await createLock(store, requests, { previous, manifests, ...engine });
  const { entries, emptied } = withoutEmptied(created.entries, previous);
  const problems = [...created.problems, ...emptied];
  const locked = new Set(previous?.entries.map(({ path }) => path));
  const declared = new Set(declaredIn(config).map(({ path }) => path));
  const gone = problems.filter(({ kind, path }) => kind === 'absent' && locked.has(path));
  const removed = prune ? gone.filter(({ path }) => !declared.has(path)) : [];
  const left = problems
    .filter((problem) => !removed.includes(problem))
    .map((problem) =>
      gone.includes(problem) && declared.has(problem.path)
        ? { message: `${problem.message}, and is still declared in the config` }
        : problem,
    );
  const hint = goneHint(gone, declared) ?? (await outsideHint(store, problems));
  refuseProblems(left, 'repro.lock is left as it was', hint);
  const sources = await hashStores(task, remote);
  return { entries, removed: removed.map(({ path }) => path), sources };
}

async function tellOutcome(outcome: LockOutcome, { store, config, flags }: Task): Promise<void> {
  if (flags.format === 'json') return print(`${JSON.stringify(outcome, null, 2)}\n`);
  const safe = safeText(flags);
  await print(safe(outcomeText(outcome, flags)));
  if (flags.check || flags.quiet) return;
  const file = lockName(store, config);
  const word = flags.dryRun
    ? `${file} is left as it is (--dry-run)`
    : outcome.written
      ? `wrote ${file}`
      : `${file} is up to date`;
  await print(safe(`${word}\n`));
}
