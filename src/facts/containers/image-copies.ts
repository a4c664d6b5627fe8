import { posix } from 'node:path';
import type { Files } from '../files.js';
import { baseName, resolveIn } from '../paths.js';
import { foldersIn } from '../tree-names.js';
import type { Place } from './image-paths.js';
import type { CopyStep, Recipe } from './model.js';

/** A file or folder of the project that a COPY or a mount puts somewhere in the image. */
interface Put {
  /** From the root of the project; undefined where the files do not tell what is put there. */
  base: string | undefined;
  /** Where it lies in the image. */
  target: string;
  stage: number;
  line: number;
  /** Later steps and nearer contexts come first. */
  rank: number;
}

/** Most folders and globs of one recipe that are followed; real ones have a dozen. */
const MOST_FOLDERS = 500;
const MOST_GLOBS = 200;

/** What the COPY steps of one recipe, and the mounts of its commands, put where in the image. */
export class ImageCopies {
  readonly #recipe: Recipe;
  readonly #tree: Files;
  readonly #contexts: readonly string[];
  readonly #folders: ReadonlySet<string>;
  /** What is copied to one place, by that place; and what is copied to all that lies below one. */
  readonly #files = new Map<string, Put[]>();
  readonly #below: Put[] = [];

  /** `contexts` are the folders of the project from which the image may be built, the likeliest first. */
  constructor(recipe: Recipe, contexts: readonly string[], tree: Files) {
    this.#recipe = recipe;
    this.#tree = tree;
    this.#contexts = contexts;
    this.#folders = foldersIn(tree);
    this.#putAll();
  }

  /** Notes where each COPY puts what. */
  #putAll(): void {
    let globs = 0;
    let rank = 0;
    for (const copy of this.#recipe.copies.toReversed()) {
      const into = isFolder(copy) && !copy.into.endsWith('/') ? `${copy.into}/` : copy.into;
      const { stage } = copy;
      const line = copy.at.line;
      for (const source of copy.sources) {
        if (/^[a-z][a-z0-9+.-]*:\/\/|^git@/i.test(source)) continue;
        // What a here-document holds, and what a variable names, is not told.
        if (source.startsWith('<<') || source.includes('$')) {
          const put = { base: undefined, target: into, stage, line, rank: rank++ };
          if (into.endsWith('/') && this.#below.length < MOST_FOLDERS) this.#below.push(put);
          else this.#put(into, put);
          continue;
        }
        for (const context of this.#contexts) {
          const base = resolveIn(context, source.replace(/^\/+/, ''));
          if (base === undefined) continue;
          if (this.#folders.has(base)) {
            if (this.#below.length < MOST_FOLDERS)
              this.#below.push({ base, target: trimmed(into), stage, line, rank: rank++ });
            continue;
          }
          const isGlobbed = /[*?[]/.test(base) && ++globs <= MOST_GLOBS;
          for (const file of isGlobbed ? this.#matching(base) : this.#tree.has(base) ? [base] : []) {
            const put = { base: file, target: into, stage, line, rank: rank++ };
            // A target without a slash is a folder too where one lies there already.
            if (!into.endsWith('/')) this.#put(into, put);
            this.#put(posix.join(into, baseName(file)), put);
          }
        }
      }
    }
  }

  #put(path: string, put: Put): void {
    const there = this.#files.get(path);
    if (there) there.push(put);
    else this.#files.set(path, [put]);
  }

  /** What lies at a path while a command of a stage runs; undefined where no step tells. */
  at(path: string, { stage, line, mounts }: Place): Pick<Put, 'base'> | undefined {
    for (const { source, target } of mounts) {
      for (const context of this.#contexts) {
        const base = resolveIn(context, source.replace(/^\/+/, ''));
        if (base === undefined) continue;
        const found = this.#folders.has(base)
          ? below(path, { base, target: trimmed(target) })
          : path === target
            ? base
            : undefined;
        if (found !== undefined && this.#tree.has(found)) return { base: found };
      }
    }
    const stages = new Set([stage]);
    for (const one of stages) {
      const from = this.#recipe.stages[one]?.from;
      if (from !== undefined) stages.add(from);
    }
    // What this stage copies only later is not there yet.
    const isThere = (put: Put) =>
      stages.has(put.stage) && (put.stage !== stage || line === undefined || put.line < line);
    let best: { base: string | undefined; rank: number } | undefined;
    const offer = (base: string | undefined, rank: number) => {
      if (!best || rank < best.rank) best = { base, rank };
    };
    for (const put of this.#files.get(path) ?? []) if (isThere(put)) offer(put.base, put.rank);
    for (const put of this.#below) {
      if (!isThere(put) || (best && best.rank < put.rank)) continue;
      const { base, target, rank } = put;
      if (base === undefined) {
        if (path.startsWith(target)) offer(undefined, rank);
        continue;
      }
      const found = below(path, { base, target });
      if (found !== undefined && this.#tree.has(found)) offer(found, rank);
    }
    return best;
  }

  #matching(glob: string): string[] {
    return this.#tree.match(glob).map(({ path }) => path);
  }
}

/** The file of the project that lies at `path` when the folder `base` was put at `target`. */
function below(path: string, { base, target }: { base: string; target: string }): string | undefined {
  if (path === target) return undefined;
  const prefix = target === '/' ? '/' : `${target}/`;
  return path.startsWith(prefix) ? resolveIn(base, path.slice(prefix.length)) : undefined;
}

/** A folder without the slash at its end. */
function trimmed(folder: string): string {
  return folder === '/' ? '/' : folder.replace(/\/+$/, '');
}

function isFolder({ sources, target }: CopyStep): boolean {
  return sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(target);
}
