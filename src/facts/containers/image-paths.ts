import { posix } from 'node:path';
import type { Files } from '../files.js';
import { baseName, folderOf, foldersAbove, resolveIn } from '../paths.js';
import { foldersIn, namesOf } from '../tree-names.js';
import { ImageCopies } from './image-copies.js';
import type { Recipe, RunStep } from './model.js';

/** Where in the image a command runs. */
export type Place = Pick<RunStep, 'stage' | 'mounts'> & {
  /** The working folder; undefined where it cannot be told. */
  folder: string | undefined;
  /** The line of the step; what is copied further down is not there yet. Absent where order does not tell. */
  line?: number | undefined;
  /** Whether the image that is built in the end has this stage. */
  final?: boolean | undefined;
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
  /** Paths of these, by their last name. */
  readonly #writtenAs = new Map<string, Set<string>>();
  /** Folders that were fetched from elsewhere. */
  readonly #foreign = new Set<string>();
  readonly #copies: ImageCopies;

  constructor(recipe: Recipe, recipes: readonly Recipe[], tree: Files) {
    this.#recipe = recipe;
    this.#tree = tree;
    this.#folders = foldersIn(tree);
    this.#contexts = this.#contextsOf(recipes);
    this.#copies = new ImageCopies(recipe, this.#contexts, tree);
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
    const put = path === undefined ? undefined : this.#copies.at(path, place);
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
    const ranked = foldersAbove(this.#recipe.path)
      .map((context) => ({ context, held: held(context) }))
      .sort((a, b) => b.held - a.held);
    return [...new Set([...said, ...ranked.map(({ context }) => context)])];
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
