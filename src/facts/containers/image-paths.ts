import { posix } from 'node:path';
import type { Files } from '../files.js';
import { baseName, folderOf, resolveIn } from '../paths.js';
import type { CopyStep, Recipe, RunStep } from './model.js';

/** Where in the image a command runs. */
export type Place = Pick<RunStep, 'stage' | 'mounts'> & {
  /** The working folder; undefined where it cannot be told. */
  folder: string | undefined;
};

/** Follows paths of an image back to the files of the project that were copied or mounted there. */
export class ImagePaths {
  readonly #recipe: Recipe;
  readonly #tree: Files;
  /** Folders of the project from which the image may be built, the likeliest first. */
  readonly #contexts: readonly string[];
  readonly #folders: ReadonlySet<string>;
  /** Files that commands wrote, by their path: the file of the project that they were made from. */
  readonly #written = new Map<string, string | undefined>();
  /** Folders that were fetched from elsewhere. */
  readonly #foreign = new Set<string>();

  constructor(recipe: Recipe, recipes: readonly Recipe[], tree: Files) {
    this.#recipe = recipe;
    this.#tree = tree;
    this.#folders = foldersOf(tree);
    const said = recipes.flatMap(({ builds }) =>
      builds.flatMap(({ path, context }) => (path === recipe.path && context !== undefined ? [context] : [])),
    );
    // The folder of the recipe comes before those around it: a file beside it is meant before one at the root.
    const around = [folderOf(recipe.path)];
    while (around.at(-1) !== '') around.push(folderOf(around.at(-1)!));
    this.#contexts = [...new Set([...said, ...around])];
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
    if (path !== undefined && !path.startsWith('/dev/')) this.#written.set(path, from);
  }

  /** Notes that a folder was fetched from elsewhere. */
  fetch(said: string, place: Place): void {
    const path = this.absolute(said, place);
    if (path !== undefined) this.#foreign.add(path);
  }

  isForeign(said: string, place: Place): boolean {
    const path = this.absolute(said, place) ?? '';
    return [...this.#foreign].some((folder) => path === folder || path.startsWith(`${folder}/`));
  }

  /**
   * The project's file at a path of the image; undefined where none can be told. Where no step of the recipe tells
   * what lies there, a file of the same name counts if only one can be meant (unless `certain`).
   */
  file(said: string, place: Place, certain = false): string | undefined {
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(said)) return undefined;
    const path = this.absolute(said, place);
    if (path !== undefined && this.#written.has(path)) return this.#written.get(path);
    const found =
      this.#outside(said, place) ?? (path === undefined ? undefined : this.#followed(path, place));
    if (found !== undefined || certain) return found;
    if (this.isForeign(said, place)) return undefined;
    const written = [...this.#written].filter(([one]) => baseName(one) === baseName(said));
    if (written.length === 1) return written[0]![1];
    return this.#sameName(path ?? said);
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

  #followed(path: string, { stage, mounts }: Place): string | undefined {
    for (const { source, target } of mounts) {
      const found = this.#through(source, target, path, false);
      if (found !== undefined) return found;
    }
    const stages = new Set([stage]);
    for (const one of stages) {
      const from = this.#recipe.stages[one]?.from;
      if (from !== undefined) stages.add(from);
    }
    const copies = this.#recipe.copies.filter((copy) => stages.has(copy.stage));
    for (const copy of copies.toReversed()) {
      const into = isFolder(copy) && !copy.into.endsWith('/') ? `${copy.into}/` : copy.into;
      for (const source of copy.sources) {
        const found = this.#through(source, into, path, true);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** The file of the project that lies at `path` when `source` was put at `into`. */
  #through(source: string, into: string, path: string, isCopy: boolean): string | undefined {
    if (/^[a-z][a-z0-9+.-]*:\/\/|^git@|^<</i.test(source) || source.includes('$')) return undefined;
    const target = into === '/' ? '/' : into.replace(/\/$/, '');
    for (const context of this.#contexts) {
      const base = resolveIn(context, source.replace(/^\/+/, ''));
      if (base === undefined) continue;
      if (this.#folders.has(base)) {
        const rest =
          path === target
            ? ''
            : path.startsWith(target === '/' ? '/' : `${target}/`)
              ? path.slice(target === '/' ? 1 : target.length + 1)
              : undefined;
        const found = rest === undefined ? undefined : resolveIn(base, rest);
        if (found !== undefined && this.#tree.has(found)) return found;
        continue;
      }
      const name = baseName(path);
      for (const file of /[*?[]/.test(base) ? this.#matching(base) : this.#tree.has(base) ? [base] : []) {
        // A target without a slash is a folder too where one lies there already.
        if (!into.endsWith('/') && target === path) return file;
        if (isCopy && baseName(file) === name && posix.join(target, name) === path) return file;
      }
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
    for (let folder = own; ; folder = folderOf(folder)) {
      const beside = folder === '' ? name : `${folder}/${name}`;
      if (this.#tree.has(beside)) return beside;
      if (folder === '') break;
    }
    const ending = path.replace(/^(?:\/|\.\/)*/, '');
    const same = this.#tree.own.filter((file) => baseName(file.path) === name).map((file) => file.path);
    const below = same.filter((file) => own !== '' && file.startsWith(`${own}/`));
    if (below.length === 1) return below[0];
    // Two parts of a path say more than one.
    const alike = same.filter(
      (file) => ending.split('/').slice(-2).join('/') === file.split('/').slice(-2).join('/'),
    );
    return ending.includes('/') && alike.length === 1 ? alike[0] : undefined;
  }
}

const folders = new WeakMap<Files, ReadonlySet<string>>();

/** Every folder of the project, the root as an empty path; found once for all recipes. */
function foldersOf(tree: Files): ReadonlySet<string> {
  let all = folders.get(tree);
  if (!all) {
    const found = new Set(['']);
    for (const { path } of tree.own) {
      for (let folder = folderOf(path); !found.has(folder); folder = folderOf(folder)) found.add(folder);
    }
    all = found;
    folders.set(tree, all);
  }
  return all;
}

function isFolder({ sources, target }: CopyStep): boolean {
  return sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(target);
}
