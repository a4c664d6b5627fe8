import { readAddress, shownAddress } from '../addresses.js';
import { UserError } from '../errors.js';
import { differencesOf, MOST_DIFFERENCES, type TreeDifference } from '../hashing/changes.js';
import { readDigest, type SourceAlgorithm, type SourceEntry } from '../hashing/lock-sources.js';
import { type CredentialSource, standardCredentials } from './credentials.js';
import type { Place, Trust } from './endpoints.js';
import { type Means, type Measure, measure, type Watcher, type Wish } from './measure.js';
import { StoreProblem } from './problem.js';
import { Transport } from './transport.js';

/** One dataset at a store that is to be recorded. */
export interface SourceRequest extends Place {
  /** `s3://bucket/key`, `s3://bucket/prefix/` or `https://host/path`. */
  address: string;
  exclude?: readonly string[] | undefined;
  /** The version of an object. */
  revision?: string | undefined;
  /**
   * When absent, what the store offers: its own checksum of the content, by the same algorithm as `before` where it can,
   * else a sha256 of what it sends.
   */
  algorithm?: SourceAlgorithm | undefined;
  /** What was recorded before, with the objects of a prefix as far as they are known. */
  before?: SourceEntry | undefined;
}

export interface StoreOptions extends Trust {
  watcher?: Watcher | undefined;
  /** Whether the objects of a prefix of more than `MOST_CONTENTS` are listed in a side file; they are unless false. */
  manifests?: boolean | undefined;
  credentials?: CredentialSource | undefined;
  pauseMs?: number | undefined;
  silenceMs?: number | undefined;
}

/** What comparing says of one source. */
export interface VerifiedSource {
  entry: SourceEntry;
  status: 'ok' | 'mismatch' | 'absent' | 'changed' | 'refused';
  /** What would be recorded now, where it differs. */
  now?: SourceEntry;
  /** What is wrong, for people; empty when nothing is. */
  message: string;
  /** How to mend it, where that is known. */
  hint?: string | undefined;
  /** The first objects of a prefix that differ. */
  differences: readonly TreeDifference[];
}

const UNWATCHED: Watcher = { onObjects() {}, onExpected() {}, onBytes() {} };

/**
 * Measures sources where they lie, without downloading what the store keeps a checksum of. What cannot be measured is told
 * in `problems`, also an address that is none, and an endpoint or credentials that cannot be used.
 */
export async function measureSources(
  requests: readonly SourceRequest[],
  options: StoreOptions,
): Promise<{ entries: SourceEntry[]; problems: StoreProblem[] }> {
  const problems: StoreProblem[] = [];
  const entries: SourceEntry[] = [];
  await withMeans(options, async (means) => {
    for (const { algorithm, before, ...request } of requests) {
      const known = algorithmsOf(before);
      const wish = (path: string) =>
        algorithm === undefined ? { algorithm: known(path), firm: false } : { algorithm, firm: true };
      const measured = await attempt(request, wish, means, options);
      if (measured instanceof StoreProblem) problems.push(measured);
      else entries.push(measured);
    }
  });
  return { entries, problems };
}

/**
 * Compares recorded sources with what lies there now, each object by the algorithm that was recorded for it. The entries
 * have the objects of prefixes in `contents`, as far as they are known.
 */
export async function verifySources(
  recorded: readonly { entry: SourceEntry; place: Place & Pick<SourceRequest, 'revision'> }[],
  options: StoreOptions,
): Promise<VerifiedSource[]> {
  const verified: VerifiedSource[] = [];
  await withMeans(options, async (means) => {
    for (const { entry, place } of recorded) {
      const known = algorithmsOf(entry);
      const request = { ...place, address: entry.address, exclude: entry.exclude ?? [], most: entry.size };
      const wish = (path: string) => ({ algorithm: known(path), firm: true });
      verified.push(compare(entry, await attempt(request, wish, means, options)));
    }
  });
  return verified;
}

/** By which algorithm an object, or one below a prefix, was recorded. */
function algorithmsOf(entry: SourceEntry | undefined): (path: string) => SourceAlgorithm | undefined {
  if (entry?.kind === 'object') return () => entry.algorithm;
  const known = new Map(entry?.contents?.map(({ path, hash }) => [path, readDigest(hash)?.algorithm]));
  return (path) => known.get(path);
}

function compare(entry: SourceEntry, now: SourceEntry | StoreProblem): VerifiedSource {
  if (now instanceof StoreProblem) {
    const { kind: status, message, hint } = now;
    return { entry, status, message, hint, differences: [] };
  }
  if (now.algorithm === entry.algorithm && now.hash === entry.hash)
    return { entry, status: 'ok', message: '', differences: [] };
  const differences = entry.contents && now.contents ? differencesOf(entry.contents, now.contents) : [];
  const version = entry.version === undefined ? '' : ` (it was version ${entry.version})`;
  return {
    entry,
    status: 'mismatch',
    now,
    message: `${entry.address} does not have its recorded hash${version}`,
    differences: differences.slice(0, MOST_DIFFERENCES),
  };
}

async function attempt(
  {
    address: text,
    exclude = [],
    revision,
    endpoint,
    region,
    most,
  }: Omit<SourceRequest, 'algorithm' | 'before'> & Pick<Measure, 'most'>,
  algorithmOf: (path: string) => Wish,
  means: Means,
  { manifests }: StoreOptions,
): Promise<SourceEntry | StoreProblem> {
  const address = readAddress(text);
  if (typeof address === 'string') {
    const shown = shownAddress(text);
    return new StoreProblem('refused', shown, `${shown} ${address}`);
  }
  const place = { endpoint, region };
  try {
    return await measure({ address, place, revision, exclude, algorithmOf, manifests, most }, means);
  } catch (error) {
    if (error instanceof StoreProblem) return error;
    if (error instanceof UserError) return new StoreProblem('refused', text, error.message, error.hint);
    throw error;
  }
}

async function withMeans(options: StoreOptions, work: (means: Means) => Promise<void>): Promise<void> {
  const {
    env,
    allowed,
    watcher = UNWATCHED,
    credentials = standardCredentials(env),
    pauseMs = 200,
  } = options;
  const transport = new Transport(options);
  try {
    await work({ transport, credentials, pauseMs, trust: { env, allowed }, watcher });
  } finally {
    transport.close();
  }
}
