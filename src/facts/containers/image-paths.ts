import { posix } from 'node:path';
import type { Files } from '../files.js';
import { baseName, folderOf, resolveIn } from '../paths.js';
import type { CopyStep, Recipe, RunStep } from './model.js';
import { foldersOf, namesOf } from './tree-names.js';

/** Where in the image a command runs. */
export type Place = Pick<RunStep, 'stage' | 'mounts'> & {
  /** The working folder; undefined where it cannot be told. */
  folder: string | undefined;
  /** The line of the step; what is copied further down is not there yet. Absent where order does not tell. */
  line?: number | undefined;
  /** Whether the image that is built in the end has this stage. */
  final?: boolean | undefined;
};

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

/** Follows paths of an image back to the files of the project that were copied or mounted there. */
export class ImagePaths {
  readonly #recipe: Recipe;
  readonly #tree: Files;
  /** Folders of the project from which the image may be built, the likeliest first. */
  readonly #contexts: readonly string[];
  readonly #folders: ReadonlySet<string>;
  /** Files that commands wrote, by their path: the file of the project that they were made from. */
  readonly #written = new Map<string, string | undefined>();
  /** Paths of these, by their last name. */
  readonly #writtenAs = new Map<string, Set<string>>();
  /** Folders that were fetched from elsewhere. */
  readonly #foreign = new Set<string>();
  /** What is copied to one place, by that place; and what is copied to all that lies below one. */
  readonly #files = new Map<string, Put[]>();
  readonly #below: Put[] = [];

  constructor(recipe: Recipe, recipes: readonly Recipe[], tree: Files) {
    this.#recipe = recipe;
    this.#tree = tree;
    this.#folders = foldersOf(tree);
    this.#contexts = this.#contextsOf(recipes);
    this.#putCopies();
  }

  /** A path as a command names it, from the root of the image; undefined where the working folder is not told. */
  absolute(said: string, { folder }: Place): string | undefined {
    // Whose home folder it is does not matter.
    if (/^[/~]/.test(said)) return posix.resolve('/', said);
    return folder === undefined ? undefined : posix.resolve(folder, said);
  }

  /** Notes that a command wrote a file, out of a file of the project where that is known. */
  write(said: string, place: Place, from: string | undefined): void {
    const path = this.absolute(said, place);
    if (path === undefined || path.startsWith('/dev/')) return;
    this.#written.set(path, from);
    const name = baseName(path);
    this.#writtenAs.set(name, (this.#writtenAs.get(name) ?? new Set()).add(path));
  }

  /** Notes that a folder was fetched from elsewhere. */
  fetch(said: string, place: Place): void {
    const path = this.absolute(said, place);
    if (path !== undefined) this.#foreign.add(path);
  }

  isForeign(said: string, place: Place): boolean {
    let path = this.absolute(said, place) ?? '';
    for (; path !== '' && path !== '/'; path = posix.dirname(path)) if (this.#foreign.has(path)) return true;
    return false;
  }

  /**
   * The project's file at a path of the image; undefined where none can be told. Where no step of the recipe tells
   * what lies there, a file of the same name counts if only one can be meant (unless `certain`).
   */
  file(said: string, place: Place, certain = false): string | undefined {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(said)) return undefined;
    const path = this.absolute(said, place);
    if (path !== undefined && this.#written.has(path)) return this.#written.get(path);
    const outside = this.#outside(said, place);
    if (outside !== undefined) return outside;
    const put = path === undefined ? undefined : this.#putAt(path, place);
    if (put) return put.base;
    if (certain || this.isForeign(said, place)) return undefined;
    const [written, ...more] = this.#writtenAs.get(baseName(said)) ?? [];
    if (written !== undefined && more.length === 0) return this.#written.get(written);
    return this.#sameName(path ?? said);
  }

  /** Those that a build names; else the folder of the recipe and those around it, the one with most of what it copies first. */
  #contextsOf(recipes: readonly Recipe[]): string[] {
    const said = recipes.flatMap(({ builds }) =>
      builds.flatMap(({ path, context }) =>
        path === this.#recipe.path && context !== undefined ? [context.replace(/\/$/, '')] : [],
      ),
    );
    const around = [folderOf(this.#recipe.path)];
    while (around.at(-1) !== '') around.push(folderOf(around.at(-1)!));
    const sources = this.#recipe.copies
      .flatMap((copy) => copy.sources)
      .filter((source) => !/[*?$[]|:\/\/|^<</.test(source))
      .slice(0, 1_000);
    const held = (context: string) =>
      sources.filter((source) => {
        const path = resolveIn(context, source.replace(/^\/+/, ''));
        return path !== undefined && path !== '' && (this.#tree.has(path) || this.#folders.has(path));
      }).length;
    // Of equals the nearest: a file beside the recipe is meant before one at the root.
    const ranked = around
      .map((context) => ({ context, held: held(context) }))
      .sort((a, b) => b.held - a.held);
    return [...new Set([...said, ...ranked.map(({ context }) => context)])];
  }

  /** Notes where each COPY puts what. */
  #putCopies(): void {
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
  #putAt(path: string, { stage, line, mounts }: Place): Pick<Put, 'base'> | undefined {
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

  /** Recipes that run in the project's own folder name its paths directly. */
  #outside(said: string, { folder }: Place): string | undefined {
    if (/^(?:dockerfile|apptainer)$/.test(this.#recipe.kind)) return undefined;
    const within = folder === undefined || folder === '/' ? '' : folder.slice(1);
    for (const base of [within, '', folderOf(this.#recipe.path)]) {
      const path = resolveIn(base, said.replace(/^\/workspaces?\/(?:[^/]+\/)?/, ''));
      if (path !== undefined && this.#tree.has(path)) return path;
    }
    return undefined;
  }

  #matching(glob: string): string[] {
    return this.#tree.match(glob).map(({ path }) => path);
  }

  /** The file with this name that lies nearest to the recipe: beside it, in a folder around it, or alone below it. */
  #sameName(path: string): string | undefined {
    const name = baseName(path);
    const own = folderOf(this.#recipe.path);
    for (const folder of this.#contexts) {
      const beside = folder === '' ? name : `${folder}/${name}`;
      if (this.#tree.has(beside)) return beside;
    }
    const ending = path.replace(/^(?:\/|\.\/)*/, '');
    const same = namesOf(this.#tree).get(name) ?? [];
    const inside = same.filter((file) => own !== '' && file.startsWith(`${own}/`));
    if (inside.length === 1) return inside[0];
    // Two parts of a path say more than one.
    const alike = same.filter(
      (file) => ending.split('/').slice(-2).join('/') === file.split('/').slice(-2).join('/'),
    );
    return ending.includes('/') && alike.length === 1 ? alike[0] : undefined;
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
