import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CannotTell } from '../errors.js';
import { cannotRead } from './reading.js';

/** Whether an absolute path is that of a folder, or of something in it. */
export function liesIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A folder on disk out of which nothing leads: no `..`, no link but to allowed folders, none that is put there while it is read. */
export class Confined {
  /** Absolute and real. */
  readonly #root: string;
  readonly #allowed: readonly string[];
  /** The real paths of folders from which files were read. */
  readonly #folders = new Map<string, string>();

  /** `allowed` are absolute real paths of other folders to which links may lead. */
  constructor(root: string, allowed: readonly string[] = []) {
    this.#root = root;
    this.#allowed = allowed;
  }

  /** The absolute real path of a file or folder. Throws `CannotTell` when it is absent, unreadable, or leads outside the root. */
  async locate(path: string): Promise<string> {
    const inside = path.split('/').every((part) => part !== '..');
    if (!inside || path.startsWith('/') || path.includes('\0'))
      throw new CannotTell(`${path} leads outside the project`);
    let real: string;
    try {
      real = realpathSync.native(join(this.#root, path));
    } catch (error) {
      throw cannotRead(path, error);
    }
    if (![this.#root, ...this.#allowed].some((folder) => liesIn(folder, real)))
      throw new CannotTell(`${path} is a link that leads outside the project`);
    return real;
  }

  /** Does something with a regular file, by its descriptor, and its size in bytes. Throws `CannotTell` where there is none inside the root. */
  async opened<T>(path: string, work: (file: number, size: number) => T): Promise<T> {
    let file: number | undefined;
    try {
      const real = await this.#toOpen(path);
      // Not following and not blocking: the last component may have become a link or a pipe meanwhile. Synchronous
      // calls, since thousands of small files cost several times as much through promises.
      file = openSync(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
      const stat = fstatSync(file);
      if (!stat.isFile()) throw new CannotTell(`${path} is not a regular file`);
      return work(file, stat.size);
    } catch (error) {
      throw cannotRead(path, error);
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** What to open for a file: its name in the real folder, where opening follows no link and `path` is none; else its real path. */
  async #toOpen(path: string): Promise<string> {
    const at = path.lastIndexOf('/');
    const name = path.slice(at + 1);
    if (constants.O_NOFOLLOW === undefined || at <= 0 || name === '' || name === '..' || name.includes('\0'))
      return this.locate(path);
    const folder = path.slice(0, at);
    const real = this.#folders.get(folder) ?? (await this.locate(folder).catch(() => undefined));
    if (real === undefined) return this.locate(path);
    this.#folders.set(folder, real);
    const whole = join(real, name);
    return lstatSync(whole, { throwIfNoEntry: false })?.isFile() ? whole : this.locate(path);
  }
}
