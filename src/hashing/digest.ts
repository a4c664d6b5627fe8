import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type Algorithm, CHUNK, digestOf, hasherOf } from './hasher.js';
import { asProblem, changedProblem, notRegular } from './problem.js';
import { type FileState, isSafe, sameState } from './state.js';

/** What was read of a file. */
export interface Reading {
  /** Latin-1 text, one character a byte. */
  digest: string;
  /** The state of the file from before the first byte was read until after the last one. */
  state: FileState;
}

/**
 * Bytes read at a time. Of a file in memory the time is the same from 256 KiB to 4 MiB; on a disk larger reads save seeks.
 * It must be a multiple of `CHUNK`.
 */
const BUFFER = CHUNK;
/** Bytes between two pauses. */
const BREATH = 32 * CHUNK;
/** A file of more bytes is not read in passing, so that no thread is held up by a large one. */
const SMALL = 64 * 1024;

/** Without following a last link and without waiting for a pipe: the file may have been swapped since it was listed. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads and hashes one file after the other with one buffer. */
export class FileReader {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER);

  /**
   * The digest of a file on disk, in constant memory; pauses now and then, telling how many bytes were read since the last
   * pause. `real` is its absolute path with links resolved, `path` how it is called in messages. Of a small file that is
   * `expected` to be in the state of a moment ago, the state is looked at once only. Throws `HashProblem` when it is absent,
   * unreadable, not a regular file, or changes meanwhile.
   */
  *read(
    real: string,
    path: string,
    algorithm: Algorithm,
    expected?: { size: number; isState(state: FileState): boolean },
  ): Generator<number, Reading> {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(real, FLAGS);
      if (expected && expected.size < BUFFER) {
        const length = readSync(descriptor, this.#buffer, 0, expected.size + 1, 0);
        const state = regular(descriptor, path);
        if (length === state.size && expected.isState(state))
          return { digest: digestOf(this.#buffer.subarray(0, length), algorithm), state };
      }
      return yield* this.#stream(descriptor, path, algorithm);
    } catch (error) {
      throw asProblem(path, error);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  /**
   * The state of a file and, unless it is larger than some ten kilobytes, its digest, in four calls of the system. `begun` is a
   * moment before (milliseconds since 1970). Names as for `read`, and throws as that does.
   */
  readSmall(
    real: string,
    path: string,
    algorithm: Algorithm,
    begun: number,
  ): { digest: string | undefined; state: FileState } {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(real, FLAGS);
      let length = readSync(descriptor, this.#buffer, 0, SMALL + 1, 0);
      const state = regular(descriptor, path);
      if (length > SMALL || state.size > SMALL) return { digest: undefined, state };
      // Whoever wrote meanwhile has moved the times to now. Where they are as young for another reason, both sides are looked at.
      if (!isSafe(state, begun)) {
        length = readSync(descriptor, this.#buffer, 0, SMALL + 1, 0);
        if (!sameState(regular(descriptor, path), state)) throw changedProblem(path);
      }
      if (length !== state.size) throw changedProblem(path);
      return { digest: digestOf(this.#buffer.subarray(0, length), algorithm), state };
    } catch (error) {
      throw asProblem(path, error);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  *#stream(descriptor: number, path: string, algorithm: Algorithm): Generator<number, Reading> {
    const before = regular(descriptor, path);
    const hasher = hasherOf(algorithm);
    let size = 0;
    let told = 0;
    for (;;) {
      const length = this.#fill(descriptor, size, BUFFER);
      if (length === 0) break;
      hasher.update(this.#buffer.subarray(0, length));
      size += length;
      if (size > before.size) break;
      if (size - told >= BREATH) {
        yield size - told;
        told = size;
      }
    }
    const after = regular(descriptor, path);
    if (!sameState(before, after) || size !== before.size) throw changedProblem(path);
    return { digest: hasher.digest(), state: before };
  }

  /** Reads from a place of the file until there are so many bytes or the file ends. */
  #fill(descriptor: number, from: number, most: number): number {
    let length = 0;
    while (length < most) {
      const read = readSync(descriptor, this.#buffer, length, most - length, from + length);
      if (read === 0) break;
      length += read;
    }
    return length;
  }
}

/** The state of an open file. Throws `HashProblem` when it is not a regular one. */
function regular(descriptor: number, path: string): FileState {
  const stat = fstatSync(descriptor);
  if (!stat.isFile()) throw notRegular(path);
  return stat;
}

let idle: FileReader | undefined;

/**
 * The hash of a file on disk, in lower-case hexadecimal, with its size. Timers run while a large one is read. Throws as
 * `FileReader.read` does.
 */
export async function hashFile(
  real: string,
  path: string,
  algorithm: Algorithm,
): Promise<{ hash: string; size: number }> {
  // Another file that is hashed at the same time gets a reader of its own.
  const reader = idle ?? new FileReader();
  idle = undefined;
  try {
    const reading = reader.read(real, path, algorithm);
    for (;;) {
      const step = reading.next();
      if (step.done)
        return {
          hash: Buffer.from(step.value.digest, 'latin1').toString('hex'),
          size: step.value.state.size,
        };
      await new Promise((resume) => setImmediate(resume));
    }
  } finally {
    idle = reader;
  }
}
