import { readlinkSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CannotTell } from '../errors.js';
import { Confined } from './confined.js';
import { baseName, folderOf } from './paths.js';
import { cannotRead, readWhole, tooLarge } from './reading.js';
import { decodeText, looksBinary } from './text.js';

/** One file of the project. Paths are relative to the root, with forward slashes. */
export interface FileEntry {
  readonly path: string;
  /** Bytes; of a tracked file that is not on disk, 0. */
  readonly size: number;
  readonly kind: 'file' | 'symlink' | 'missing' | 'other';
  /** Whether git tracks it; undefined outside a git work tree. */
  readonly tracked: boolean | undefined;
}

/** All files of a project that are not ignored. */
export interface Listing {
  readonly files: readonly FileEntry[];
  /** Paths of git submodules and of nested repositories: their content is not the project's own. */
  readonly submodules: readonly string[];
  readonly from: 'git' | 'walk' | 'memory';
  /** Set when the listing stopped at a bound, with the reason. */
  readonly truncated?: string;
}

/** One name in a folder on disk. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** Where the files of a project come from. Nothing outside the root and the allowed folders can be reached through it. */
export interface Source {
  /** How the project is called in messages. */
  readonly name: string;
  /** Absolute real path of the root on disk; undefined for a project that lives in memory. */
  readonly root: string | undefined;
  /** Absolute real paths of other folders to which links may lead, since whoever runs this allows that. */
  readonly allowed: readonly string[];
  list(): Promise<Listing>;
  /**
   * The bytes of a file. Throws `CannotTell` when it is absent, not a regular file, unreadable, larger than
   * `limit` bytes, or leads outside the root.
   */
  bytes(path: string, limit?: number): Promise<Uint8Array>;
  /**
   * Up to `length` bytes of a file from byte `start` on, fewer where it ends; of files too large to be read whole. Throws
   * `CannotTell` like `bytes`.
   */
  part(path: string, start: number, length: number): Promise<Uint8Array>;
  /** The size of a file in bytes. Throws `CannotTell` like `bytes`. */
  size(path: string): Promise<number>;
  /**
   * What lies in a folder, ignored by git or not, sorted by name; `''` is the root. Nothing is entered and no link
   * followed. Throws `CannotTell` when it is absent, no folder, unreadable, or leads outside the root.
   */
  entries(folder: string): Promise<readonly Entry[]>;
  /**
   * The absolute real path of a file or folder inside the root or an allowed folder, for hashing. Throws `CannotTell` like `bytes`;
   * undefined for a project in memory.
   */
  locate(path: string): Promise<string | undefined>;
  /**
   * Where a symbolic link points, as written in it, wherever that leads; nothing is read through it. Undefined for
   * anything else, and for a project in memory. Throws `CannotTell` when its folder leads outside the root.
   */
  link(path: string): Promise<string | undefined>;
}

/** The largest text file that is read whole, in bytes. */
export const TEXT_LIMIT = 8 * 1024 * 1024;

/** The decoded text of a file. Throws `CannotTell` as `Source.bytes` does, and for a binary file. */
export async function readText(source: Source, path: string, limit = TEXT_LIMIT): Promise<string> {
  const bytes = await source.bytes(path, limit);
  if (looksBinary(bytes)) throw new CannotTell(`${path} is not a text file`);
  return decodeText(bytes).text;
}

/** The decoded text of a file; undefined where it cannot be read, and that takes nothing away from what is told. */
export async function textIfAny(
  source: Source,
  path: string,
  limit = TEXT_LIMIT,
): Promise<string | undefined> {
  try {
    return await readText(source, path, limit);
  } catch (error) {
    if (error instanceof CannotTell) return undefined;
    throw error;
  }
}

/** What lies in a folder; nothing where that cannot be told, and that takes nothing away from what is told. */
export async function entriesIfAny(source: Source, folder: string): Promise<readonly Entry[]> {
  try {
    return await source.entries(folder);
  } catch (error) {
    if (error instanceof CannotTell) return [];
    throw error;
  }
}

/** A project in memory: path to content. */
export class MemorySource implements Source {
  readonly name = 'project';
  readonly root = undefined;
  readonly allowed = [];
  readonly #files: Map<string, Uint8Array>;

  constructor(files: Readonly<Record<string, string | Uint8Array>>) {
    const encoder = new TextEncoder();
    this.#files = new Map(
      Object.entries(files).map(([path, content]) => [
        path,
        typeof content === 'string' ? encoder.encode(content) : content,
      ]),
    );
  }

  async list(): Promise<Listing> {
    const files = [...this.#files]
      .map(([path, bytes]) => ({ path, size: bytes.byteLength, kind: 'file' as const, tracked: true }))
      .sort(byPath);
    return { files, submodules: [], from: 'memory' };
  }

  async bytes(path: string, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    const bytes = this.#files.get(path);
    if (!bytes) throw new CannotTell(`${path} does not exist`);
    if (bytes.byteLength > limit) throw new CannotTell(tooLarge(path, bytes.byteLength, limit));
    return bytes;
  }

  async part(path: string, start: number, length: number): Promise<Uint8Array> {
    return (await this.bytes(path)).subarray(start, start + length);
  }

  async size(path: string): Promise<number> {
    return (await this.bytes(path)).byteLength;
  }

  async entries(folder: string): Promise<readonly Entry[]> {
    const prefix = folder === '' ? '' : `${folder}/`;
    const kinds = new Map<string, Entry['kind']>();
    for (const path of this.#files.keys()) {
      if (!path.startsWith(prefix)) continue;
      const [name = '', ...rest] = path.slice(prefix.length).split('/');
      kinds.set(name, rest.length > 0 ? 'folder' : 'file');
    }
    if (kinds.size === 0) throw new CannotTell(`${folder} does not exist`);
    return [...kinds].map(([name, kind]) => ({ name, kind })).sort(byName);
  }

  async locate(): Promise<undefined> {
    return undefined;
  }

  async link(): Promise<undefined> {
    return undefined;
  }
}

/** A project in a folder. */
export class FolderSource implements Source {
  readonly name: string;
  readonly root: string;
  readonly allowed: readonly string[];
  #listing: Promise<Listing> | undefined;
  readonly #inside: Confined;

  private constructor(root: string, allowed: readonly string[]) {
    this.root = root;
    this.#inside = new Confined(root, allowed);
    this.name = basename(root);
    this.allowed = allowed;
  }

  /** Opens a folder. `allowed` are real paths. Throws what `realpath` throws when it does not exist. */
  static async open(path: string, allowed: readonly string[] = []): Promise<FolderSource> {
    return new FolderSource(await realpath(resolve(path)), allowed);
  }

  list(): Promise<Listing> {
    // What talks to git takes long to load, and hashing does without.
    this.#listing ??= import('./listing.js').then(({ listFolder }) => listFolder(this.root));
    return this.#listing;
  }

  async bytes(path: string, limit = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
    return this.#inside.opened(path, (file, size) => {
      if (size > limit) throw new CannotTell(tooLarge(path, size, limit));
      return readWhole(file, 0, size);
    });
  }

  async part(path: string, start: number, length: number): Promise<Uint8Array> {
    return this.#inside.opened(path, (file, size) =>
      readWhole(file, start, Math.max(0, Math.min(length, size - start))),
    );
  }

  async size(path: string): Promise<number> {
    return this.#inside.opened(path, (_, size) => size);
  }

  async entries(folder: string): Promise<readonly Entry[]> {
    const real = await this.locate(folder);
    try {
      const found = await readdir(real, { withFileTypes: true });
      return found
        .map(
          (one): Entry => ({
            name: one.name,
            kind: one.isFile() ? 'file' : one.isDirectory() ? 'folder' : 'other',
          }),
        )
        .sort(byName);
    } catch (error) {
      throw cannotRead(folder, error);
    }
  }

  async link(path: string): Promise<string | undefined> {
    const at = join(await this.locate(folderOf(path)), baseName(path));
    try {
      return readlinkSync(at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EINVAL') return undefined;
      throw cannotRead(path, error);
    }
  }

  async locate(path: string): Promise<string> {
    return this.#inside.locate(path);
  }
}

function byName(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** Order of paths in listings and reports: by code unit, so that it is the same everywhere. */
export function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
