import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { writeAtomically } from '../../atomic.js';
import { BOOK_LIMIT, HEAD_BYTES } from './book-layout.js';

/** What `cachePath` asks of the process. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/**
 * The folder of the user in which digests are remembered: $REPRO_CACHE_DIR, else $XDG_CACHE_HOME/repro-check, else what
 * the system has for caches; undefined when there is no home. A relative XDG_CACHE_HOME does not count, as
 * https://specifications.freedesktop.org/basedir-spec/latest/ has it.
 */
export function cachePath({ env, platform }: Surroundings): string | undefined {
  if (env.REPRO_CACHE_DIR) return resolve(env.REPRO_CACHE_DIR);
  if (env.XDG_CACHE_HOME?.startsWith(sep)) return join(env.XDG_CACHE_HOME, 'repro-check');
  if (platform === 'win32') return env.LOCALAPPDATA && join(env.LOCALAPPDATA, 'repro-check', 'Cache');
  const home = env.HOME ?? homeIfAny();
  if (!home) return undefined;
  return platform === 'darwin' ? join(home, 'Library/Caches/repro-check') : join(home, '.cache/repro-check');
}

function homeIfAny(): string | undefined {
  try {
    return homedir();
  } catch {
    // The user has no entry in the system's list, as in many containers.
    return undefined;
  }
}

const FOLDER = 'digests';
const BOOK = /^[0-9a-f]{64}$/;
const DRAFT = /^\.[0-9a-f]{64}\.[0-9a-f]{8}\.tmp$/;
const SWEPT = 'swept';
const DAY = 24 * 3600 * 1000;
/** Books that were not used for so long are removed. */
const UNUSED = 90 * DAY;
/** Bytes of all books together; past that the longest unused ones go. */
const MOST_BYTES = 2 * 1024 * 1024 * 1024;

/**
 * Where books lie. Only what this user alone could write is read: a folder and files of their own, not reached through a
 * link, writable by nobody else. Nothing here throws what the system says: what cannot be read is not there, and what
 * cannot be written is not remembered.
 */
export class CacheFolder {
  readonly #path: string;

  /** `folder` as `cachePath` gives it. */
  constructor(folder: string) {
    this.#path = join(folder, FOLDER);
  }

  /** Why nothing is remembered for the project below `root`; undefined when it is. */
  problem(root: string): string | undefined {
    try {
      mkdirSync(this.#path, { recursive: true, mode: 0o700 });
      const inside = relative(realpathSync.native(root), realpathSync.native(this.#path));
      // What comes with a repository could tell of files that they are what the lock says.
      if (inside !== '..' && !inside.startsWith(`..${sep}`) && resolve(root, inside) !== inside)
        return `${this.#path} lies in the project`;
    } catch (error) {
      return `${this.#path} cannot be used (${(error as NodeJS.ErrnoException).code})`;
    }
    if (!this.#isOurs()) return `${this.#path} is a link, or others may write there`;
    return undefined;
  }

  /** The bytes of a book, or of its head only; undefined when it is not there or not to be trusted. */
  read(name: string, { head = false } = {}): Buffer | undefined {
    if (!this.#isOurs()) return undefined;
    let file: number | undefined;
    try {
      file = openSync(
        join(this.#path, name),
        constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
      );
      const stat = fstatSync(file);
      if (!stat.isFile() || !isOwn(stat) || stat.size > BOOK_LIMIT) return undefined;
      // A buffer of its own, since its columns are looked at as numbers.
      const bytes = Buffer.allocUnsafeSlow(head ? Math.min(HEAD_BYTES, stat.size) : stat.size);
      for (let at = 0; at < bytes.length; ) {
        const length = readSync(file, bytes, at, bytes.length - at, null);
        if (length === 0) return undefined;
        at += length;
      }
      return bytes;
    } catch {
      // Not there, or not readable: the files of the project are read instead.
      return undefined;
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** Puts a book in its place, whole or not at all. Returns whether it is there. */
  async write(name: string, pieces: readonly Uint8Array[]): Promise<boolean> {
    if (!this.#isOurs() || pieces.reduce((sum, { length }) => sum + length, 0) > BOOK_LIMIT) return false;
    try {
      // It may be lost in a power cut: a book that is not whole is not believed.
      await writeAtomically(join(this.#path, name), pieces, { mode: 0o600, durable: false });
      await this.#sweep();
      return true;
    } catch {
      // No space, no permission: the next run reads the files again.
      return false;
    }
  }

  /** Notes that a book is still in use. */
  touch(name: string): void {
    const path = join(this.#path, name);
    try {
      const now = Date.now();
      if (Math.abs(now - lstatSync(path).mtimeMs) > DAY) utimesSync(path, now / 1000, now / 1000);
    } catch {
      // It goes away earlier than it would, and comes back.
    }
  }

  #isOurs(): boolean {
    const stat = lstatSync(this.#path, { throwIfNoEntry: false });
    return stat?.isDirectory() === true && isOwn(stat);
  }

  /** Once a day: removes what nobody uses, what killed runs left, and what is too much. */
  async #sweep(): Promise<void> {
    const now = Date.now();
    const mark = join(this.#path, SWEPT);
    const last = lstatSync(mark, { throwIfNoEntry: false });
    if (last && Math.abs(now - last.mtimeMs) < DAY) return;
    await writeAtomically(mark, '', { mode: 0o600, durable: false });
    const books = [];
    for (const name of readdirSync(this.#path)) {
      if (!BOOK.test(name) && !DRAFT.test(name)) continue;
      const path = join(this.#path, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (!stat?.isFile()) continue;
      const age = now - stat.mtimeMs;
      if (age > (BOOK.test(name) ? UNUSED : DAY)) rmSync(path, { force: true });
      else if (BOOK.test(name)) books.push({ path, size: stat.size, age });
    }
    let total = 0;
    for (const { path, size } of books.sort((a, b) => a.age - b.age)) {
      total += size;
      if (total > MOST_BYTES) rmSync(path, { force: true });
    }
  }
}

/** True for what belongs to this user and nobody else may write. Windows guards the folders of a user in other ways. */
function isOwn(stat: Stats): boolean {
  if (process.getuid === undefined) return true;
  return stat.uid === process.getuid() && (stat.mode & 0o022) === 0;
}
