import { CannotTell } from '../errors.js';
import { liesIn } from './confined.js';
import { baseName } from './paths.js';
import { byPath, type Entry, type FileEntry, type Listing, type Source } from './source.js';

/** Files in the root of a repository that their tools apply to every folder below: pyenv and uv, asdf, git, DVC. */
const INHERITED = ['.python-version', '.tool-versions', '.gitattributes', '.dvc/config', '.dvcignore'];

interface Seen {
  listing: Listing;
  inherited: ReadonlySet<string>;
}

/**
 * A folder of a repository. Nothing outside of it can be reached, but for the few files of the root whose rules hold in
 * every folder below it; the folder's own ones take their place. Paths count from the folder.
 */
export class PartSource implements Source {
  readonly name: string;
  readonly root: string | undefined;
  readonly allowed: readonly string[];
  readonly #whole: Source;
  readonly #folder: string;
  #seen: Promise<Seen> | undefined;

  private constructor(whole: Source, folder: string, root: string | undefined) {
    this.#whole = whole;
    this.#folder = folder;
    this.root = root;
    this.allowed = whole.allowed;
    this.name = baseName(folder);
  }

  /** Throws `CannotTell` for a folder that is absent or leads out of the repository. */
  static async open(whole: Source, folder: string): Promise<PartSource> {
    return new PartSource(whole, folder, await whole.locate(folder));
  }

  async list(): Promise<Listing> {
    return (await this.#see()).listing;
  }

  /** The files of the root that are shown because they hold here too; their paths are the same in both. */
  async inherited(): Promise<ReadonlySet<string>> {
    return (await this.#see()).inherited;
  }

  async bytes(path: string, limit?: number): Promise<Uint8Array> {
    await this.locate(path);
    return this.#told(path, this.#whole.bytes(await this.#inWhole(path), limit));
  }

  async part(path: string, start: number, length: number): Promise<Uint8Array> {
    await this.locate(path);
    return this.#told(path, this.#whole.part(await this.#inWhole(path), start, length));
  }

  async size(path: string): Promise<number> {
    await this.locate(path);
    return this.#told(path, this.#whole.size(await this.#inWhole(path)));
  }

  async entries(folder: string): Promise<readonly Entry[]> {
    await this.locate(folder);
    const inWhole = folder === '' ? this.#folder : `${this.#folder}/${folder}`;
    return this.#told(folder, this.#whole.entries(inWhole));
  }

  async link(path: string): Promise<string | undefined> {
    const inWhole = await this.#inWhole(path);
    if (!inside(path)) throw new CannotTell(`${path} leads outside the project`);
    return this.#told(path, this.#whole.link(inWhole));
  }

  async locate(path: string): Promise<string | undefined> {
    const inWhole = await this.#inWhole(path);
    if (!inside(path)) throw new CannotTell(`${path} leads outside the project`);
    const real = await this.#told(path, this.#whole.locate(inWhole));
    if (real === undefined || this.root === undefined || inWhole === path) return real;
    if (![this.root, ...this.allowed].some((folder) => liesIn(folder, real)))
      throw new CannotTell(`${path} is a link that leads outside the project`);
    return real;
  }

  /** The path of a file, counted from the root of the repository. */
  async #inWhole(path: string): Promise<string> {
    const inherits = INHERITED.includes(path) && (await this.inherited()).has(path);
    return inherits ? path : `${this.#folder}/${path}`;
  }

  #see(): Promise<Seen> {
    this.#seen ??= this.#look();
    return this.#seen;
  }

  async #look(): Promise<Seen> {
    const { files, submodules, ...told } = await this.#whole.list();
    const below = `${this.#folder}/`;
    const own: FileEntry[] = files
      .filter(({ path }) => path.startsWith(below))
      .map((entry) => ({ ...entry, path: entry.path.slice(below.length) }));
    const names = new Set(own.map(({ path }) => path));
    const inherited = files.filter(({ path }) => INHERITED.includes(path) && !names.has(path));
    return {
      listing: {
        files: [...own, ...inherited].sort(byPath),
        submodules: submodules
          .filter((path) => path.startsWith(below))
          .map((path) => path.slice(below.length)),
        ...told,
      },
      inherited: new Set(inherited.map(({ path }) => path)),
    };
  }

  /** An answer of the repository, whose complaint names the path as it was asked for. */
  async #told<T>(path: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      throw new CannotTell(error.message.replace(`${this.#folder}/${path}`, path), { cause: error });
    }
  }
}

function inside(path: string): boolean {
  return !path.startsWith('/') && path.split('/').every((part) => part !== '..');
}
