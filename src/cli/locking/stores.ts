import { UserError } from '../../errors.js';
import type { Lock } from '../../hashing/lock-file.js';
import type { SourceEntry } from '../../hashing/lock-sources.js';
import { objectsOf } from '../../hashing/manifest.js';
import type { SourceRequest, StoreOptions, VerifiedSource } from '../../stores/sources.js';
import { progressText } from '../progress.js';
import { refuseProblems } from './problems.js';
import { contradictions, expectedRemote, outcomeOfVerified, placeOf, remoteIn } from './sources.js';
import type { Task } from './task.js';

/**
 * Measures sources at stores. Throws `UserError` when one cannot be, unless it is gone and is to be pruned. What talks to
 * stores is loaded here, when it is needed.
 */
export async function hashStores(
  task: Task,
  requests: readonly SourceRequest[],
): Promise<{ before: SourceEntry[]; entries: SourceEntry[]; removed: string[] }> {
  if (requests.length === 0) return { before: [], entries: [], removed: [] };
  const { config, flags } = task;
  const { measureSources } = await import('../../stores/sources.js');
  const whole: SourceRequest[] = [];
  for (const request of requests)
    whole.push({ ...request, before: request.before && (await withContents(task, request.before)) });
  const { entries, problems } = await measureSources(whole, optionsOf(task));
  const before = whole.flatMap((request) => request.before ?? []);
  const declared = remoteIn(config);
  const removed = problems.filter(
    ({ kind, address }) =>
      flags.prune &&
      kind === 'absent' &&
      !declared.has(address) &&
      before.some((one) => one.address === address),
  );
  const left = problems.filter((problem) => !removed.includes(problem));
  refuseProblems(
    [...left, ...contradictions(config, entries)],
    'repro.lock is left as it was',
    left.find(({ hint }) => hint !== undefined)?.hint ?? absentHint(left, before),
  );
  return { before, entries, removed: removed.map(({ address }) => address) };
}

/** What was locked may be taken out; an object that never was there may be meant as a folder. */
function absentHint(
  problems: readonly { kind: string; address: string }[],
  before: readonly SourceEntry[],
): string | undefined {
  const absent = problems.filter(({ kind }) => kind === 'absent').map(({ address }) => address);
  const isLocked = (address: string) => before.some((one) => one.address === address);
  if (absent.some(isLocked)) return 'put back what is gone, or take it out with `repro lock --prune`';
  const object = absent.find((address) => /^s3:\/\/.*[^/]$/.test(address));
  return object && `for everything below it, write a slash at the end: ${object}/`;
}

/** Compares recorded sources, the named ones or all, with what lies at their stores. */
export async function checkStores(task: Task, { sources = [] }: Lock) {
  const { config, addresses } = task;
  const wanted = sources.filter(({ address }) => addresses.length === 0 || addresses.includes(address));
  const expected = addresses.length > 0 ? addresses : expectedRemote(config);
  const missing = expected.filter((address) => !sources.some((one) => one.address === address));
  const recorded = [];
  for (const entry of wanted)
    recorded.push({ entry: await withContents(task, entry), place: placeOf(config, entry.address) });
  const verified =
    recorded.length === 0
      ? []
      : await (await import('../../stores/sources.js')).verifySources(recorded, optionsOf(task));
  return {
    outcome: outcomeOfVerified(verified, missing),
    refused: verified.filter(({ status }) => status === 'refused'),
  };
}

/** What ends a comparison in which stores could not be asked. */
export function refusedError(refused: readonly VerifiedSource[]): UserError {
  const hint = refused.find((one) => one.hint !== undefined)?.hint;
  const what =
    refused.length === 1
      ? '1 source could not be compared'
      : `${refused.length} sources could not be compared`;
  return new UserError(what, hint === undefined ? {} : { hint });
}

async function withContents({ store }: Task, entry: SourceEntry): Promise<SourceEntry> {
  const contents = entry.kind === 'prefix' ? await objectsOf(store, entry) : undefined;
  return contents ? { ...entry, contents } : entry;
}

function optionsOf({ flags, show }: Task): StoreOptions {
  const begun = performance.now();
  let expected = 0;
  let done = 0;
  return {
    env: process.env,
    allowed: flags.allowEndpoint ?? [],
    manifests: flags.manifests,
    watcher: {
      onObjects: (count, total) =>
        show(
          progressText(
            {
              fact: 'looking up objects',
              done: count,
              unit: 'files',
              ...(total === undefined ? {} : { total }),
            },
            performance.now() - begun,
          ),
        ),
      onExpected: (bytes) => {
        expected += bytes;
      },
      onBytes: (bytes) => {
        done += bytes;
        const step = { fact: 'downloading and hashing', done, total: expected, unit: 'bytes' as const };
        show(progressText(step, performance.now() - begun));
      },
    },
  };
}
