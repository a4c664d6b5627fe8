import { isRemote, shownAddress } from '../../addresses.js';
import { UserError } from '../../errors.js';
import type { DatasetSetting } from '../../facts/settings.js';
import { type Changes, type Comparable, changesBetween } from '../../hashing/changes.js';
import type { Lock } from '../../hashing/lock-file.js';
import {
  readDigest,
  SOURCE_DIGITS,
  type SourceAlgorithm,
  type SourceEntry,
} from '../../hashing/lock-sources.js';
import type { SourceRequest, VerifiedSource } from '../../stores/sources.js';
import { type LockOutcome, outcomeOfCheck, outcomeOfLock } from './outcome.js';
import type { Wanted } from './requests.js';
import type { DataConfig } from './task.js';

/** Of files here, which is what the outcome counts. */
const NOTHING = { files: 0, bytes: 0 };

/** Datasets of the config that are hashed where they lie, by address. Throws `UserError` when one is there twice. */
export function remoteIn({ settings }: DataConfig): Map<string, DatasetSetting & { source: string }> {
  const found = new Map<string, DatasetSetting & { source: string }>();
  for (const dataset of settings.data) {
    const { path, source } = dataset;
    if (path !== undefined || source === undefined || !isRemote(source)) continue;
    if (found.has(source) && source.startsWith('s3://'))
      throw new UserError(`${source} is declared twice in the config`);
    found.set(source, { ...dataset, source });
  }
  return found;
}

/** What of it belongs into the lock unasked. A web address may be that of a page, so it needs a hash to be taken for data. */
export function expectedRemote(config: DataConfig): string[] {
  return [...remoteIn(config).values()]
    .filter(({ source, hash }) => source.startsWith('s3://') || hash !== undefined)
    .map(({ source }) => source);
}

/** The requests for sources: the named ones, else all that are declared or were locked before. Throws `UserError`. */
export function sourceRequestsFor(
  previous: Lock | undefined,
  config: DataConfig,
  { paths: addresses, update, exclude, algorithm }: Wanted,
): SourceRequest[] {
  const locked = new Map((previous?.sources ?? []).map((entry) => [entry.address, entry]));
  const declared = remoteIn(config);
  const expected = update ? [] : expectedRemote(config).filter((address) => !locked.has(address));
  const asked = addresses.length > 0 ? [...new Set(addresses)] : [...locked.keys(), ...expected];
  return asked.map((address): SourceRequest => {
    const before = locked.get(address);
    const inConfig = declared.get(address);
    if (update && !before)
      throw new UserError(`${shownAddress(address)} has no entry in repro.lock`, {
        hint: '`repro lock <address>` adds one',
      });
    if (exclude && inConfig)
      throw new UserError(`${address} is declared in the config, and so are its excludes`);
    const firm = addresses.length > 0 || !before ? algorithm : undefined;
    const { hash = '', endpoint, region, revision } = inConfig ?? {};
    return {
      address,
      endpoint,
      region,
      revision,
      exclude: exclude ?? (inConfig ?? before)?.exclude ?? [],
      algorithm: readDigest(hash)?.algorithm ?? (firm === undefined ? undefined : sourceAlgorithm(firm)),
      before,
    };
  });
}

/** What the config says of where a source lies and in which version. */
export function placeOf(
  config: DataConfig,
  address: string,
): Pick<SourceRequest, 'endpoint' | 'region' | 'revision'> {
  const { endpoint, region, revision } = remoteIn(config).get(address) ?? {};
  return { endpoint, region, revision };
}

/** Entries that do not have the hash that the config gives, for people. */
export function contradictions(config: DataConfig, entries: readonly SourceEntry[]): { message: string }[] {
  const declared = remoteIn(config);
  return entries.flatMap(({ address, algorithm, hash }) => {
    const wanted = declared.get(address)?.hash;
    return wanted === undefined || wanted === `${algorithm}:${hash}`
      ? []
      : [{ message: `${address} does not have the hash that the config gives; its ${algorithm} is ${hash}` }];
  });
}

/** How sources differ from what was recorded of them. */
export function outcomeOfSources(
  before: readonly SourceEntry[],
  after: readonly SourceEntry[],
): Pick<LockOutcome, 'entries' | 'counts' | 'changes' | 'unnamed'> {
  const old = before.map(comparable);
  const now = after.map(comparable);
  return withAddresses(
    outcomeOfLock(old, now, changesBetween(old, now), { written: false, read: NOTHING, brief: false }),
    [...before, ...after],
  );
}

/** What comparing sources has shown; `missing` are addresses that should be in the lock. */
export function outcomeOfVerified(
  verified: readonly VerifiedSource[],
  missing: readonly string[],
): Pick<LockOutcome, 'entries' | 'counts' | 'changes' | 'unnamed'> {
  // Of what differs without having been read, no change of files can be told.
  const differing = verified.filter(
    ({ status, now }) => (status === 'mismatch' && now !== undefined) || status === 'absent',
  );
  const changes: Changes = changesBetween(
    differing.map(({ entry }) => comparable(entry)),
    differing.flatMap(({ now }) => (now ? [comparable(now)] : [])),
  );
  const outcome = outcomeOfCheck(
    verified.map(({ entry, status, now, message }) => ({
      entry: comparable(entry),
      status: status === 'refused' ? 'unreadable' : status,
      ...(now ? { now: comparable(now), found: `${now.algorithm}:${now.hash}` } : {}),
      message,
    })),
    missing.map(shownAddress),
    changes,
    { read: NOTHING, brief: false },
  );
  return withAddresses(
    outcome,
    verified.map(({ entry }) => entry),
  );
}

/** Both outcomes in one. */
export function joined(
  local: LockOutcome,
  remote: Pick<LockOutcome, 'entries' | 'counts' | 'changes' | 'unnamed'>,
): LockOutcome {
  const counts = { ...local.counts };
  for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] += remote.counts[key];
  const entries = [...local.entries, ...remote.entries];
  return {
    ...local,
    ok: local.action === 'lock' || entries.every(({ status }) => status === 'ok'),
    entries,
    counts,
    changes: [...local.changes, ...remote.changes],
    unnamed: [...local.unnamed, ...remote.unnamed],
  };
}

/** An entry in the form of one of the project. Paths are joined with a slash, so the one at the end goes. */
function comparable({
  address,
  kind,
  algorithm,
  hash,
  size,
  count,
  exclude,
  contents,
}: SourceEntry): Comparable {
  return {
    path: stripped(address),
    kind: kind === 'object' ? 'file' : 'tree',
    algorithm,
    hash,
    size,
    ...(count === undefined ? {} : { count }),
    ...(exclude ? { exclude } : {}),
    ...(contents ? { contents } : {}),
  };
}

function withAddresses(outcome: LockOutcome, sources: readonly SourceEntry[]) {
  const names = new Map(sources.map(({ address }) => [stripped(address), address]));
  return {
    ...outcome,
    entries: outcome.entries.map(({ path, from, ...entry }) => ({
      path: names.get(path) ?? path,
      ...(from === undefined ? {} : { from: names.get(from) ?? from }),
      ...entry,
    })),
  };
}

function stripped(address: string): string {
  return address.replace(/\/$/, '');
}

function sourceAlgorithm(name: string): SourceAlgorithm {
  if (Object.hasOwn(SOURCE_DIGITS, name)) return name as SourceAlgorithm;
  throw new UserError(`what lies at a store cannot be locked by ${name}`, { hint: 'take sha256' });
}
