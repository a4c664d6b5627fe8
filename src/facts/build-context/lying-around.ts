import { CannotTell } from '../../errors.js';
import type { Files } from '../files.js';
import type { Entry, Source } from '../source.js';
import { HEAVY_FOLDER, type Judged } from './besides-code.js';

/** Folders at the top of a context that are looked into. */
const MOST = 200;

/**
 * What lies at the top of a context without being listed, since git ignores it: data, environments, secrets. `COPY .` takes
 * them along all the same, on the machine that has them.
 */
export async function lyingAround(
  source: Source,
  tree: Files,
  folder: string,
  ignored: (path: string) => boolean,
): Promise<Judged[]> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const entries = (await entriesOf(source, folder)).slice(0, MOST);
  const listed = new Set(
    tree.all.flatMap(({ path }) =>
      path.startsWith(prefix) ? [path.slice(prefix.length).split('/')[0] ?? ''] : [],
    ),
  );
  const out: Judged[] = [];
  for (const { name, kind } of entries) {
    const path = prefix + name;
    // A file of the listing says by itself what it is; an ignored folder may be listed in part, such as data/README.md.
    const judged = (what: Judged['what'], inner: string): Judged => ({
      path, what, bytes: 0, local: true, passes: ignored(inner) ? undefined : 0,
    }); // biome-ignore format: one line
    if (kind === 'file') {
      if (name === '.env' && !listed.has(name)) out.push(judged('secrets', name));
      continue;
    }
    if (kind !== 'folder') continue;
    const inside = await entriesOf(source, path);
    if (inside.some((one) => one.name === 'pyvenv.cfg')) {
      if (!tree.has(`${path}/pyvenv.cfg`)) out.push(judged('environment', `${name}/pyvenv.cfg`));
    } else if (HEAVY_FOLDER.test(name)) {
      const hidden = inside.find(
        (one) => !one.name.startsWith('.') && one.kind !== 'other' && !isListed(tree, `${path}/${one.name}`),
      );
      if (hidden) out.push(judged('data', `${name}/${hidden.name}`));
    }
  }
  return out;
}

function isListed(tree: Files, path: string): boolean {
  return tree.has(path) || tree.all.some((entry) => entry.path.startsWith(`${path}/`));
}

async function entriesOf(source: Source, folder: string): Promise<readonly Entry[]> {
  try {
    return await source.entries(folder);
  } catch (error) {
    if (error instanceof CannotTell) return [];
    throw error;
  }
}
