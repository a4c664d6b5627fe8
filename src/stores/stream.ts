import type { SourceAlgorithm } from '../hashing/lock-sources.js';
import { hasherOf } from './hasher.js';
import { StoreProblem } from './problem.js';
import { isPassing, MOST_ATTEMPTS, pause } from './retry.js';
import { connectionProblem } from './s3-errors.js';
import type { Incoming } from './transport.js';

/** Content that is read piece by piece, and asked for anew where it broke off. */
export interface Content {
  address: string;
  host: string;
  /** Bytes; undefined when the server does not say. */
  size: number | undefined;
  /** The strong ETag of the state that was announced; undefined when there is none. */
  etag: string | undefined;
  /** The content from an offset on, of that state. An answer may also begin at 0 (status 200). Throws `StoreProblem`. */
  open(offset: number): Promise<Incoming>;
}

/**
 * The digest of content, in constant memory. A connection that breaks is taken up where it broke, as long as it is the same
 * state of the content. Throws `StoreProblem`, with the kind `changed` when it is not, and with `mismatch` when a server that
 * does not say its size sends more than `most` bytes: it might go on without end.
 */
export async function hashContent(
  content: Content,
  algorithm: SourceAlgorithm,
  {
    pauseMs,
    onBytes,
    most,
  }: { pauseMs: number; onBytes: (bytes: number) => void; most?: number | undefined },
): Promise<{ hash: string; size: number }> {
  let hasher = hasherOf(algorithm);
  let done = 0;
  // Bytes that were told before the content was begun anew are not told twice.
  let told = 0;
  for (let attempt = 1; ; attempt += 1) {
    // Without a strong ETag nothing says that the rest belongs to what came before: it is read from the start.
    const from = content.etag === undefined ? 0 : done;
    try {
      const response = await content.open(from);
      const start = startOf(content, response, from);
      if (start !== done) {
        hasher = hasherOf(algorithm);
        done = start;
      }
      const before = done;
      for await (const piece of response) {
        const bytes = piece as Uint8Array;
        hasher.update(bytes);
        done += bytes.length;
        if (done > (content.size ?? most ?? done)) break;
        if (done > told) onBytes(done - told);
        told = Math.max(told, done);
        // What comes along is no reason to give up: only attempts that bring nothing are counted.
        if (done > before && content.etag !== undefined) attempt = 1;
      }
      if (content.size === undefined && done > (most ?? done)) throw larger(content, most);
      if (done === (content.size ?? done) && response.complete) return { hash: hasher.digest(), size: done };
      if (content.size !== undefined && done > content.size) throw changed(content);
      if (
        response.complete &&
        content.size !== undefined &&
        start + lengthOf(response, done) !== content.size
      )
        throw changed(content);
    } catch (error) {
      if (error instanceof StoreProblem) throw error;
      if (!isPassing(error) || attempt >= MOST_ATTEMPTS)
        throw connectionProblem(content.address, content.host, error);
    }
    if (attempt >= MOST_ATTEMPTS)
      throw connectionProblem(content.address, content.host, { code: 'ECONNRESET' });
    await pause(attempt, pauseMs);
  }
}

/** Where the bytes of an answer begin. Throws `StoreProblem` when it is of another state than was announced. */
function startOf(content: Content, response: Incoming, asked: number): number {
  const { etag } = response.headers;
  if (content.etag !== undefined && etag !== undefined && etag !== content.etag) {
    response.destroy();
    throw changed(content);
  }
  if (response.statusCode !== 206) return 0;
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers['content-range'] ?? '') ?? [];
  const sameSize = total === '*' || content.size === undefined || Number(total) === content.size;
  if (Number(start) === asked && sameSize) return asked;
  response.destroy();
  throw changed(content);
}

function lengthOf(response: Incoming, received: number): number {
  const length = response.headers['content-length'];
  return length === undefined ? received : Number(length);
}

function larger({ address }: Content, most: number | undefined): StoreProblem {
  return new StoreProblem(
    'mismatch',
    address,
    `${address} is larger than the ${most} bytes that are recorded`,
  );
}

function changed({ address }: Content): StoreProblem {
  return new StoreProblem('changed', address, `${address} changed while it was read`);
}
