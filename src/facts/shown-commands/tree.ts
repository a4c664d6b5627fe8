import { nearest } from '../../suggest.js';
import type { Files } from '../files.js';
import { baseName, folderOf, resolveIn } from '../paths.js';
import { foldersIn, namesOf, pathsOf } from '../tree-names.js';
import type { Reference } from './model.js';

/** Most files of one name that are considered. */
const MOST_SAME = 20;

/** Where a path of a command leads. */
export interface Found {
  state: Reference['state'];
  /** The files that may be meant, from the root. */
  paths: readonly string[];
  nearest?: string;
}

/** Finds what commands name among the files of the project. */
export class Tree {
  readonly #files: Files;
  readonly #paths: ReadonlySet<string>;
  /** Whether a path is made, fetched or ignored: it may be absent today and here tomorrow. */
  readonly #comes: (path: string) => boolean;
  readonly #isOwnName: (name: string) => boolean;
  /** Whether projects are made from this one: commands may speak of theirs. */
  readonly isTemplate: boolean;

  constructor(files: Files, comes: (path: string) => boolean, isOwnName: (name: string) => boolean) {
    this.#files = files;
    this.#paths = pathsOf(files);
    this.#comes = comes;
    this.#isOwnName = isOwnName;
    this.isTemplate = files.all.some(({ path }) => path.includes('{{'));
  }

  get folders(): ReadonlySet<string> {
    return foldersIn(this.#files);
  }

  has(path: string): boolean {
    return path === '' || this.#paths.has(path);
  }

  /** Finds a path as a reader writes it who may stand in any of some folders. */
  find(written: string, folders: readonly string[]): Found {
    const plain = written.replace(/^\.\//, '').replace(/\/+$/, '');
    let inside = false;
    const [first = '', ...rest] = plain.split('/');
    // Some give paths from above the project.
    const ways = rest.length > 0 && this.#isOwnName(first) ? [plain, rest.join('/')] : [plain];
    for (const [folder, way] of ways.flatMap((one) => folders.map((base) => [base, one] as const))) {
      const path = resolveIn(folder, way);
      if (path === undefined) continue;
      inside = true;
      if (this.has(path)) return { state: 'found', paths: [path] };
    }
    if (!inside || this.#files.truncated !== undefined) return { state: 'untold', paths: [] };
    if (this.isTemplate || this.#comes(plain)) return { state: 'untold', paths: [] };
    // In a container or a home of somebody's own the path continues below a folder that is not here.
    const end = plain.replace(/^(?:\.\.\/)+/, '');
    const same = (namesOf(this.#files).get(baseName(end)) ?? []).filter(
      (path) => path === end || path.endsWith(`/${end}`),
    );
    if (same.length > 0) return { state: 'moved', paths: same.slice(0, MOST_SAME), nearest: shortest(same) };
    // Neither the folder nor the name is known here: it may be a path of something that is installed.
    const isKnown =
      rest.length === 0 ||
      first === '..' ||
      folders.some((folder) => this.has(resolveIn(folder, first) ?? '..'));
    if (!isKnown && !namesOf(this.#files).has(baseName(plain))) return { state: 'untold', paths: [] };
    return { state: 'missing', paths: [], ...this.#near(plain) };
  }

  /** A file of that name elsewhere, else the nearest name with the same ending. */
  #near(plain: string): { nearest?: string } {
    const name = baseName(plain);
    const same = namesOf(this.#files).get(name);
    if (same) return { nearest: shortest(same) };
    const ending = /\.\w+$/.exec(name)?.[0] ?? '';
    const alike = [...namesOf(this.#files).keys()].filter((other) => other.endsWith(ending));
    const near = nearest(
      name,
      alike.filter((other) => !other.includes('/')),
    );
    const all = near === undefined ? undefined : namesOf(this.#files).get(near);
    return all ? { nearest: shortest([...all].sort((a, b) => distance(a, plain) - distance(b, plain))) } : {};
  }
}

function shortest(paths: readonly string[]): string {
  return paths.reduce((best, path) => (path.split('/').length < best.split('/').length ? path : best));
}

function distance(path: string, written: string): number {
  return folderOf(path) === folderOf(written) ? 0 : 1;
}
