import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CONFIG_NAMES } from '../../config/discover.js';
import type { Config } from '../../config/load.js';
import { locateRepository } from '../../facts/git/locate.js';
import { FolderSource } from '../../facts/source.js';

/** What a project looked like at one moment: enough to tell whether anything that a report rests on has changed. */
export interface State {
  /** Absolute path to what tells its versions apart. */
  readonly files: ReadonlyMap<string, string>;
  /** Absolute paths of the folders in which something may change. */
  readonly folders: ReadonlySet<string>;
}

export interface Watched {
  root: string;
  /** The folder that was asked for, from which a config is looked for upwards. */
  folder: string;
  /** Absolute paths that count too, ignored by git or not: declared data, results, a config from elsewhere. */
  also: readonly string[];
  /** Absolute paths that do not count: what the run itself writes. */
  never: readonly string[];
}

/** How many folders above the one that was asked for may hold the config. */
const MOST_ABOVE = 20;
/** What git rewrites when something is staged or committed. */
const OF_GIT = ['HEAD', 'index', 'logs/HEAD'];

/**
 * The files that git does not ignore, with size and time of change, and what counts besides. Asked of git itself each
 * time, so what a changed .gitignore says holds at once.
 */
export async function stateOf({ root, folder, also, never }: Watched): Promise<State> {
  const files = new Map<string, string>();
  const folders = new Set<string>([root]);
  const left = new Set(never);
  const note = async (path: string) => {
    if (left.has(path) || files.has(path)) return;
    const found = await lstat(path).catch(() => undefined);
    if (found) files.set(path, `${found.size} ${found.mtimeMs} ${found.ino} ${found.mode}`);
    folders.add(dirname(path));
  };
  const source = await FolderSource.open(root);
  const { files: listed } = await source.list();
  for (const { path } of listed) await note(join(root, path));
  const repository = await locateRepository(root);
  const git =
    repository?.kind === 'worktree' ? OF_GIT.map((name) => join(repository.toplevel, '.git', name)) : [];
  for (const path of [...configsFrom(folder, repository?.toplevel), ...git, ...also]) await note(path);
  const there: string[] = [];
  for (const path of folders) if ((await lstat(path).catch(() => undefined))?.isDirectory()) there.push(path);
  return { files, folders: new Set(there) };
}

/** Paths that came, went or changed from one state to the next, sorted. */
export function changedBetween(before: State, after: State): string[] {
  const paths = new Set([...before.files.keys(), ...after.files.keys()]);
  return [...paths].filter((path) => before.files.get(path) !== after.files.get(path)).sort();
}

/** Absolute paths that a config names, which count though git may ignore them: data, results, and its own files. */
export function declaredBy(
  { settings, layers, root }: Config,
  given: string | boolean | undefined,
): string[] {
  const named = [
    ...settings.data.map(({ path }) => path),
    ...settings.metrics.map(({ file }) => file),
    ...layers.map(({ file }) => file),
  ];
  return [
    ...named.flatMap((path) => (path === undefined ? [] : [resolve(root, path)])),
    ...(typeof given === 'string' ? [resolve(given)] : []),
  ];
}

/** Where the config of a folder may stand: there and above it, up to the top of the repository. */
function configsFrom(folder: string, top: string | undefined): string[] {
  const paths: string[] = [];
  let at = resolve(folder);
  for (let above = 0; above < MOST_ABOVE; above++) {
    paths.push(...[...CONFIG_NAMES, 'pyproject.toml'].map((name) => join(at, name)));
    if (at === top || dirname(at) === at) break;
    at = dirname(at);
  }
  return paths;
}
