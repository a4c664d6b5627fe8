import type { Address, StoreAddress } from '../addresses.js';
import { globMatcher } from '../globs.js';
import { byBytes } from '../hashing/byte-order.js';
import { MOST_CONTENTS } from '../hashing/lock-file.js';
import {
  type SourceAlgorithm,
  type SourceEntry,
  type SourceFile,
  writtenDigest,
} from '../hashing/lock-sources.js';
import { manifestPath } from '../hashing/manifest.js';
import { treeHash } from '../hashing/tree-hash.js';
import { contentDigests, type ObjectHead } from './checksums.js';
import { allowedOrigins, endpointFor, type Place, type Trust } from './endpoints.js';
import { pooled } from './pool.js';
import { StoreProblem } from './problem.js';
import { Bucket, type BucketOptions, type ObjectRef } from './s3.js';
import { type Content, hashContent } from './stream.js';
import { MOST_REQUESTS } from './transport.js';
import { webContent } from './web.js';

/** How many objects are downloaded at a time: hashing them is one core's work. */
const MOST_STREAMS = 4;

/** `firm`: by this algorithm, also when all has to be downloaded; else by another one when the store does not keep it. */
export interface Wish {
  algorithm?: SourceAlgorithm | undefined;
  firm: boolean;
}

/** What is to be measured, and by which algorithm. */
export interface Measure {
  address: Address;
  place: Place;
  /** The version of an object; the current one when absent. */
  revision?: string | undefined;
  exclude: readonly string[];
  /** The algorithm for an object (the empty key), or for one below a prefix. */
  algorithmOf: (key: string) => Wish;
  manifests?: boolean | undefined;
  /** Bytes that are recorded: of web content whose size is not told, no more are read. */
  most?: number | undefined;
}

/** What happens meanwhile. */
export interface Watcher {
  /** So many objects were listed, or looked up of how many. */
  onObjects(done: number, total?: number): void;
  /** So many bytes are to be downloaded; called before they are. */
  onExpected(bytes: number): void;
  onBytes(bytes: number): void;
}

/** The means by which stores are read. */
export interface Means extends BucketOptions {
  trust: Trust;
  watcher: Watcher;
}

/** The entry for what lies at an address now. Throws `StoreProblem` and `UserError`. */
export async function measure(what: Measure, means: Means): Promise<SourceEntry> {
  const { address } = what;
  if (address.kind === 'https') {
    const content = await webContent(address, { ...means, allowed: allowedOrigins(means.trust) });
    const algorithm = what.algorithmOf('').algorithm ?? 'sha256';
    means.watcher.onExpected(content.size ?? 0);
    const { hash, size } = await hashContent(content, algorithm, {
      ...means,
      onBytes: means.watcher.onBytes,
      most: what.most,
    });
    return { address: address.text, kind: 'object', algorithm, hash, size };
  }
  const bucket = new Bucket(address, endpointFor(address, what.place, means.trust), means);
  return address.isPrefix
    ? measurePrefix(bucket, address, what, means)
    : measureObject(bucket, address, what, means);
}

async function measureObject(
  bucket: Bucket,
  address: StoreAddress,
  what: Measure,
  means: Means,
): Promise<SourceEntry> {
  const ref = { key: address.key, version: what.revision };
  const { algorithm, digits, size, version } = await measureOne(
    bucket,
    address,
    ref,
    what.algorithmOf(''),
    means,
  );
  return {
    address: address.text,
    kind: 'object',
    algorithm,
    hash: digits,
    size,
    ...(version === undefined ? {} : { version }),
  };
}

async function measurePrefix(
  bucket: Bucket,
  address: StoreAddress,
  { exclude, algorithmOf, manifests = true }: Measure,
  means: Means,
): Promise<SourceEntry> {
  const listed = await bucket.list(address.key, means.watcher.onObjects);
  const excluded = globMatcher(exclude);
  const keys = listed
    // An empty object whose key ends with a slash is the mark that some tools set for a folder.
    .filter(({ key, size }) => !(key.endsWith('/') && size === 0))
    .map(({ key }) => key)
    .filter((key) => !(exclude.length > 0 && excluded(key.slice(address.key.length))));
  if (keys.length === 0)
    throw new StoreProblem('absent', address.text, `${address.text}: there are no objects below it`);
  let done = 0;
  const heads = await pooled(keys, MOST_REQUESTS, async (key) => {
    const head = await bucket.head({ key }).catch((error) => {
      throw duringRun(error, address, key);
    });
    done += 1;
    means.watcher.onObjects(done, keys.length);
    return { key, ...known(head, address, algorithmOf(key.slice(address.key.length))) };
  });
  for (const { digits, head } of heads) if (digits === undefined) means.watcher.onExpected(head.size);
  const files = await pooled(
    heads,
    MOST_STREAMS,
    async ({ key, algorithm, digits, head }): Promise<SourceFile> => {
      const hash = digits ?? (await streamed(bucket, address, { key }, head, algorithm, means));
      const { size, version } = head;
      return {
        path: key.slice(address.key.length),
        hash: writtenDigest(algorithm, hash),
        size,
        ...(version === undefined ? {} : { version }),
      };
    },
  );
  files.sort(byBytes);
  return {
    address: address.text,
    kind: 'prefix',
    algorithm: 'sha256',
    hash: treeHash(files),
    size: files.reduce((sum, { size }) => sum + size, 0),
    count: files.length,
    ...(exclude.length > 0 ? { exclude } : {}),
    contents: files,
    ...(files.length > MOST_CONTENTS && manifests ? { manifest: manifestPath(address.text) } : {}),
  };
}

async function measureOne(bucket: Bucket, address: StoreAddress, ref: ObjectRef, wish: Wish, means: Means) {
  const head = await bucket.head(ref);
  const { algorithm, digits } = known(head, address, wish);
  if (digits === undefined) means.watcher.onExpected(head.size);
  return {
    ...head,
    algorithm,
    digits: digits ?? (await streamed(bucket, address, ref, head, algorithm, means)),
  };
}

/** The digest that the store keeps, in the wished algorithm or the best one; without digits when it has to be computed. */
function known(head: ObjectHead, { bucket }: StoreAddress, wish: Wish) {
  const kept = contentDigests(head, { directoryBucket: bucket.endsWith('--x-s3') });
  const { algorithm, firm } = wish;
  const [best] = kept;
  if (algorithm !== undefined && (firm || kept.has(algorithm) || !best))
    return { head, algorithm, digits: kept.get(algorithm) };
  return { head, algorithm: best?.[0] ?? ('sha256' as const), digits: best?.[1] };
}

async function streamed(
  bucket: Bucket,
  { text, bucket: host }: StoreAddress,
  ref: ObjectRef,
  { size, etag }: ObjectHead,
  algorithm: SourceAlgorithm,
  means: Means,
): Promise<string> {
  const content: Content = {
    address: text,
    host,
    size,
    etag,
    open: (offset) => bucket.get(ref, offset, etag),
  };
  const { hash } = await hashContent(content, algorithm, { ...means, onBytes: means.watcher.onBytes });
  return hash;
}

/** What was listed and is gone when it is looked up has changed; it is not the prefix that is absent. */
function duringRun(error: unknown, { text }: StoreAddress, key: string): unknown {
  if (!(error instanceof StoreProblem) || error.kind !== 'absent') return error;
  return new StoreProblem(
    'changed',
    text,
    `${text} changed while it was read: ${key} was listed and is gone`,
  );
}
