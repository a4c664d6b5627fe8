import { relative } from 'node:path';
import { type Algorithm, DIGITS } from '../hasher.js';
import { FilesMemory } from './files-memory.js';
import { CacheFolder } from './folder.js';
import type { Manner, Memory } from './memory.js';
import { Shelf } from './shelf.js';
import { TreeMemory } from './tree-memory.js';

export interface CacheOptions extends Partial<Manner> {
  root: string;
  /** As `cachePath` gives it; undefined when there is none. */
  folder: string | undefined;
}

/**
 * Digests of files of a project, remembered from run to run for as long as the file system says that the files are the
 * same (see `sameState`). On a disk that keeps change times it is never wrong about a file that is written by calls;
 * writes through memory do not all move the times (README). What is in doubt is not remembered, or not believed. Deleting its folder loses nothing but time.
 */
export class DigestCache {
  /** What was read in this run, since it was not remembered. */
  readonly read = { files: 0, bytes: 0 };
  readonly #manner: Manner;
  readonly #folder: CacheFolder | undefined;
  readonly #files = new Map<Algorithm, FilesMemory>();
  readonly #trees = new Map<string, TreeMemory>();
  #problem: { reason: string | undefined } | undefined;

  constructor({ root, folder, believe = true, now = Date.now }: CacheOptions) {
    this.#manner = { root, believe, now };
    this.#folder = folder === undefined ? undefined : new CacheFolder(folder);
  }

  /** Whether anything was asked for. */
  get used(): boolean {
    return this.#problem !== undefined;
  }

  /** Why nothing is remembered; undefined when it is, and before anything was asked for. */
  get problem(): string | undefined {
    return this.#problem?.reason;
  }

  /** What is remembered of a file or tree at an absolute real path. To be asked for before its files are read. */
  memoryOf(real: string, kind: 'file' | 'tree', algorithm: Algorithm): Memory | undefined {
    const { root } = this.#manner;
    this.#problem ??= { reason: this.#folder ? this.#folder.problem(root) : 'the user has no home folder' };
    if (this.#problem.reason !== undefined || !this.#folder) return undefined;
    const path = relative(root, real);
    const width = DIGITS[algorithm] / 2;
    if (kind === 'tree') {
      const known = this.#trees.get(`${algorithm} ${path}`);
      if (known) return known;
      const shelf = new Shelf(this.#folder, ['tree', root, path, algorithm], width);
      const tree = new TreeMemory(this.#manner, shelf);
      this.#trees.set(`${algorithm} ${path}`, tree);
      return tree;
    }
    let files = this.#files.get(algorithm);
    if (!files) {
      files = new FilesMemory(this.#manner, new Shelf(this.#folder, ['files', root, algorithm], width));
      this.#files.set(algorithm, files);
    }
    return files.memoryOf(path);
  }

  /** Writes down what is not written yet. Never throws. */
  async save(): Promise<void> {
    for (const files of this.#files.values()) await files.save();
  }
}
