import { posix } from 'node:path';
import { baseName, folderOf } from '../paths.js';
import type { FileEntry } from '../source.js';
import type { PathText } from './path-text.js';

/** An address rather than a path: `https://`, `s3://`, `hf://`. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]{1,12}:\/\//i.test(text);
}

/**
 * A path as written in a file of the project, from the root of the project; undefined when it leads outside.
 * `folder` is the folder that it counts from.
 */
export function insidePath(folder: string, path: string): string | undefined {
  if (/^(\/|[A-Za-z]:|~)/.test(path) || path.includes('\0')) return undefined;
  const joined = posix.normalize(posix.join(folder === '' ? '.' : folder, path));
  if (joined === '..' || joined.startsWith('../')) return undefined;
  return joined.replace(/\/+$/, '');
}

/** The most matches that are kept of one path. */
const MOST_MATCHES = 50;

/** Finds what paths of the code mean among the files of the project. */
export class Locations {
  readonly #paths: readonly string[];
  readonly #exact: ReadonlySet<string>;
  /** What was found for a path or pattern: the same ones are looked for from many modules. */
  readonly #known = new Map<string, string[]>();

  /** `paths`: listed files and declared datasets. */
  constructor(files: readonly FileEntry[], declared: readonly string[]) {
    this.#paths = [...new Set([...files.map(({ path }) => path), ...declared])].sort();
    this.#exact = new Set(this.#paths);
  }

  /** Files and declared datasets that a path in a module may mean: exactly, inside it, or around it. */
  find(module: string, { text, atModule }: PathText): string[] {
    for (const candidate of candidates(folderOf(module), text, atModule)) {
      let found = this.#known.get(candidate);
      if (!found) {
        found = candidate.includes('*') ? this.#like(candidate) : this.#at(candidate);
        this.#known.set(candidate, found);
      }
      if (found.length > 0) return found;
    }
    return [];
  }

  #at(path: string): string[] {
    if (this.#exact.has(path)) return [path];
    // Inside a declared folder that is listed by its name only.
    const around: string[] = [];
    for (let at = folderOf(path); at !== ''; at = folderOf(at)) if (this.#exact.has(at)) around.unshift(at);
    const inside = `${path}/`;
    let at = this.#firstFrom(inside);
    while (around.length < MOST_MATCHES && this.#paths[at]?.startsWith(inside))
      around.push(this.#paths[at++] as string);
    return around.slice(0, MOST_MATCHES);
  }

  /** The place of the first path that is not sorted before a text. */
  #firstFrom(text: string): number {
    let low = 0;
    let high = this.#paths.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#paths[middle] as string) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #like(pattern: string): string[] {
    const solid = pattern.split('/').filter((part) => part.replaceAll('*', '').length >= 3);
    if (solid.length === 0) return [];
    const open = pattern.startsWith('*');
    const wanted = pattern.replace(/^(\*\/)+/, '').split('/');
    const name = wanted.at(-1) as string;
    return this.#paths
      .filter((path) => {
        // Most differ in their names already.
        if (!wild(name, baseName(path))) return false;
        const parts = path.split('/');
        if (open ? parts.length < wanted.length : parts.length !== wanted.length) return false;
        return wanted.every((part, at) => wild(part, parts[parts.length - wanted.length + at] as string));
      })
      .slice(0, MOST_MATCHES);
  }
}

/** Whether a name is like a pattern with `*`; without a regular expression, since the pattern comes from the project. */
function wild(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return pattern === name;
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > name.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}

/** From the root, from the folder of the module, and from a working folder somewhere above it. */
function candidates(folder: string, text: string, atModule: boolean): string[] {
  // Code of Windows may separate by backslashes.
  const clean = text.replaceAll('\\', '/').replace(/^~\//, '');
  if (clean === '' || clean === '*' || clean.startsWith('/')) return [];
  const fromModule = insidePath(folder, clean);
  if (atModule) return fromModule === undefined ? [] : [fromModule];
  const bare = insidePath('', clean.replace(/^(\.{1,2}\/)+/, ''));
  const all = [insidePath('', clean), fromModule, bare];
  for (let above = folderOf(folder); above !== ''; above = folderOf(above))
    all.push(insidePath(above, clean));
  return [...new Set(all)].filter(
    (path): path is string => path !== undefined && path !== '.' && path !== '',
  );
}
