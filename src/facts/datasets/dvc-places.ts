import { withoutTokens } from '../credentials.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { type DvcConfig, parseDvcConfig } from '../formats/dvc-config.js';
import { folderOf, inFolder, isWithin, resolveIn } from '../paths.js';
import { readText, textIfAny } from '../source.js';
import { attempt } from './declarations.js';
import { isAddress } from './locations.js';
import type { DataProblem, DataRemote, ObjectStore } from './model.js';

/** One folder that `dvc init` made a root of DVC, with the places where it keeps data. */
export interface DvcPlace {
  /** From the root of the project; empty for the root itself. */
  folder: string;
  remotes: readonly DataRemote[];
  /** Caches and remotes in the project. */
  stores: readonly ObjectStore[];
}

const CONFIG = /(?:^|\/)\.dvc\/config$/;

/**
 * The roots of DVC in the project, deepest first, with remotes and caches of .dvc/config and .dvc/config.local. Remotes that are
 * folders of the project are kept like the cache.
 */
export async function dvcPlaces(
  project: Project,
  listed: Files,
  problems: DataProblem[],
): Promise<DvcPlace[]> {
  const places: DvcPlace[] = [];
  for (const { path, kind } of listed.all) {
    if (kind !== 'file' || !CONFIG.test(path)) continue;
    await attempt(path, problems, async () => {
      const shared = parseDvcConfig(await readText(project.source, path));
      const own = await textIfAny(project.source, `${path}.local`);
      places.push(
        placeOf(project.source.root, path, shared, own === undefined ? undefined : parseDvcConfig(own)),
      );
    });
  }
  return places.sort((a, b) => b.folder.length - a.folder.length);
}

/** The root of DVC that a path belongs to: the nearest one above it. */
export function placeFor(places: readonly DvcPlace[], path: string): DvcPlace | undefined {
  return places.find(({ folder }) => isWithin(path, folder));
}

function placeOf(
  root: string | undefined,
  file: string,
  shared: DvcConfig,
  own: DvcConfig = { remotes: [] },
): DvcPlace {
  const inside = (written: string) => resolveIn(folderOf(file), fromRoot(root, file, written));
  const defaultRemote = own.defaultRemote ?? shared.defaultRemote;
  // What config.local says of a remote is true on this machine only: its address stays with the shared one.
  const extra = own.remotes.filter(({ name }) => !shared.remotes.some((one) => one.name === name));
  const written = [
    ...shared.remotes.map((one) => ({ ...one, file, local: false })),
    ...extra.map((one) => ({ ...one, file: `${file}.local`, local: true })),
  ];
  const remotes = written.map(({ name, url, line, file: where, local }): DataRemote => {
    const address = followed(url, written);
    const shareable = !local && isAddress(address) && !/^file:/i.test(address);
    return {
      name,
      url: withoutTokens(url),
      shareable,
      isDefault: name === defaultRemote,
      at: { file: where, line },
    };
  });
  const cacheDir = own.cacheDir ?? shared.cacheDir;
  const cache = cacheDir === undefined ? inFolder(folderOf(file), 'cache') : inside(cacheDir);
  const copies = written.flatMap(({ url }) => (isAddress(url) ? [] : (inside(url) ?? [])));
  return {
    folder: folderOf(folderOf(file)),
    remotes,
    stores: [cache === undefined ? {} : { at: cache }, ...copies.map((at) => ({ at }))].map((one) => ({
      tool: 'DVC',
      ...one,
    })),
  };
}

/** `remote://other/path` lies in another remote. */
function followed(url: string, remotes: readonly { name: string; url: string }[]): string {
  const name = /^remote:\/\/([^/]+)/i.exec(url)?.[1];
  return remotes.find((one) => one.name === name)?.url ?? url;
}

/** An absolute path inside the project, as one that counts from the folder of the file. */
function fromRoot(root: string | undefined, file: string, written: string): string {
  if (root === undefined || !written.startsWith(`${root}/`)) return written;
  const up = folderOf(file)
    .split('/')
    .map(() => '..');
  return [...up, written.slice(root.length + 1)].join('/');
}
