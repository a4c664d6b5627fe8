import { resolveIn } from '../paths.js';

/** Where somebody stands who follows a document from its top, as far as it says so. */
export class ReaderPlace {
  readonly #folders: ReadonlySet<string>;
  readonly #isOwnName: (name: string) => boolean;
  /** The folder of the document, and those that its commands went into. */
  readonly #visited: string[];
  readonly #cloned = new Set<string>();
  #folder: string | undefined = '';
  /** Once another repository was entered, later sections may speak of it again. */
  #wasAway = false;
  /** The level of the heading below which the place is not known. */
  #lostBelow: number | undefined;

  constructor(folders: ReadonlySet<string>, isOwnName: (name: string) => boolean, documentFolder: string) {
    this.#folders = folders;
    this.#isOwnName = isOwnName;
    this.#visited = documentFolder === '' ? [''] : ['', documentFolder];
  }

  /** Folders in which the reader may stand, the likeliest first. */
  get candidates(): readonly string[] {
    return [
      ...new Set([...(this.#folder === undefined ? [] : [this.#folder]), ...[...this.#visited].reverse()]),
    ];
  }

  /** Whether the reader was led out of the project, or to where nothing tells. */
  get isLost(): boolean {
    return this.#folder === undefined || this.#wasAway;
  }

  /** Notes a heading: what was said of the place in a section ends with it. */
  heading(level: number): void {
    if (this.#lostBelow !== undefined && level <= this.#lostBelow) {
      this.#folder = '';
      this.#lostBelow = undefined;
    }
  }

  /** Notes a command that moves the reader; `level` is that of the section's heading. */
  follow([program = '', ...args]: readonly string[], level: number): void {
    if (program === 'git' && args.includes('clone')) {
      const [address = '', into] = args
        .slice(args.indexOf('clone') + 1)
        .filter((arg) => !arg.startsWith('-') && !/^\d+$/.test(arg));
      const name = address
        .replace(/\/+$/, '')
        .replace(/\.git$/, '')
        .replace(/^.*[/:]/, '');
      this.#cloned.add((into ?? name).replace(/^.*\//, ''));
      if (into !== undefined && this.#isOwnName(name)) this.#own.add(into);
      return;
    }
    if (!/^(?:cd|pushd|chdir)$/.test(program)) return;
    const target = args.find((arg) => !arg.startsWith('-'))?.replace(/\/+$/, '') ?? '~';
    const name = target.replace(/^.*\//, '');
    const base = this.#folder ?? '';
    const inside = [resolveIn(base, target), resolveIn('', target)].find(
      (path) =>
        path !== undefined && this.#folders.has(path) && !(path === '' && !/^\.\.?(?:\/|$)/.test(target)),
    );
    if (
      inside !== undefined &&
      !(this.#cloned.has(name) && !this.#own.has(name) && !this.#folders.has(name))
    ) {
      if (this.#folder === undefined) return;
      this.#folder = inside;
      this.#visited.push(inside);
    } else if (/^\.\.(?:\/|$)/.test(target)) {
      // Out of a folder that is none of the project's leads back, and further out leads away.
      if (this.#folder === undefined) {
        this.#folder = '';
        this.#lostBelow = undefined;
      } else this.#lose(level);
    } else if (this.#isOwnName(name) || this.#own.has(name)) this.#folder = '';
    else {
      this.#wasAway ||= this.#cloned.has(name);
      this.#lose(level);
    }
  }

  readonly #own = new Set<string>();

  #lose(level: number): void {
    this.#folder = undefined;
    this.#lostBelow = level;
  }
}
