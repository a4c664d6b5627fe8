import type { Files } from '../files.js';
import { inFolder, isWithin } from '../paths.js';
import { type Entry, entriesIfAny, type Source } from '../source.js';
import { pathsOf } from '../tree-names.js';
import { CODE, HEAVY_FILE, HEAVY_FOLDER, type Judged } from './besides-code.js';

/** Folders of a context that are looked into; a project of more folders at its top is not laid out by hand. */
const MOST_FOLDERS = 200;
/** Names that are judged in one folder of data: the first of a million images tells as much as all of them. */
const MOST_NAMES = 1000;
/** `data/raw/2024/a.csv`: deeper than this a folder that no rule names is left unjudged, not accused. */
const DEEPEST = 3;

/**
 * What lies at the top of a context without being listed, since git ignores it: data, models, environments, secrets. `COPY .`
 * takes them along all the same, on the machine that has them. Links are not entered, so nothing outside is reached.
 */
export async function lyingAround(
  source: Source,
  tree: Files,
  folder: string,
  ignored: (path: string) => boolean,
): Promise<Judged[]> {
  // Where the listing stopped at a bound, what is not listed may be in git all the same.
  if (tree.truncated !== undefined) return [];
  const isListed = listedIn(tree);
  const look = looker(source);
  const out: Judged[] = [];
  for (const entry of await look(folder)) {
    const path = inFolder(folder, entry.name);
    const what = await kindOf(entry, path);
    if (what === undefined) continue;
    const passing = await hidden(path, entry, entry.name, what);
    if (passing !== undefined)
      out.push({ path, what, bytes: 0, local: true, passes: passing ? 0 : undefined });
  }
  return out;

  async function kindOf({ name, kind }: Entry, path: string): Promise<Judged['what'] | undefined> {
    if (kind === 'file') return name === '.env' ? 'secrets' : HEAVY_FILE.test(name) ? 'data' : undefined;
    if (kind !== 'folder') return undefined;
    if (HEAVY_FOLDER.test(name)) return 'data';
    return (await look(path)).some((one) => one.name === 'pyvenv.cfg') ? 'environment' : undefined;
  }

  /** Whether what is not listed passes the ignore file; undefined where all is listed, or is code or what a run of it leaves. */
  async function hidden(
    path: string,
    { name, kind }: Entry,
    inside: string,
    what: Judged['what'],
    depth = 0,
  ): Promise<boolean | undefined> {
    if (kind === 'other') return undefined;
    if (kind === 'file') return isListed(path) ? undefined : !ignored(inside);
    if (what === 'environment')
      return isListed(`${path}/pyvenv.cfg`) ? undefined : !ignored(`${inside}/pyvenv.cfg`);
    if (depth >= DEEPEST || name === '__pycache__' || name.endsWith('.egg-info')) return undefined;
    let found: boolean | undefined;
    for (const one of (await look(path)).slice(0, MOST_NAMES)) {
      if (one.name.startsWith('.') || (one.kind === 'file' && NO_DATA.test(one.name))) continue;
      const passing = await hidden(`${path}/${one.name}`, one, `${inside}/${one.name}`, what, depth + 1);
      if (passing) return true;
      found ??= passing;
    }
    return found;
  }
}

/** Code, and what building or running it leaves next to it. */
const NO_DATA = new RegExp(`${CODE.source}|\\.(?:pyc|pyo|pyd|so|o|log|lock)$`, 'i');

/** Tells whether a path is listed, holds what is listed, or belongs to a repository of its own. */
function listedIn(tree: Files): (path: string) => boolean {
  const known = pathsOf(tree);
  return (path) => known.has(path) || tree.submodules.some((folder) => isWithin(path, folder));
}

/** Lists folders, each once, up to the bound; what cannot be listed is empty. */
function looker(source: Source): (folder: string) => Promise<readonly Entry[]> {
  const seen = new Map<string, Promise<readonly Entry[]>>();
  return (folder) => {
    const known = seen.get(folder);
    if (known) return known;
    if (seen.size > MOST_FOLDERS) return Promise.resolve([]);
    const found = entriesIfAny(source, folder);
    seen.set(folder, found);
    return found;
  };
}
