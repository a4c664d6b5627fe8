import { CannotTell } from '../../errors.js';
import { datasets as datasetsFact } from '../datasets.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { baseName, folderOf, isWithin, resolveIn } from '../paths.js';
import { looksLikeData, looksLikeOther } from './readers.js';

/** From this size on a data file is worth a hash even if the code is not seen to read it, in bytes. */
const LARGE = 1_000_000;
const DATA_FOLDER = /^(data|datas|datasets?|corpus|corpora)$/i;
/** Folders below one for data that hold something else. */
const NO_DATA = /^\.|cache|^(tmp|temp|outputs?|results?|models?|checkpoints?|logs?)$/i;
const SECRET =
  /(^|[/_.-])(secrets?|credentials?|passwords?|tokens?|keys?|id_rsa|\.env)([/_.-]|$)|\.(pem|key|p12|pfx|kdbx)$/i;
/** Pictures and sounds are data in a folder for data; elsewhere they illustrate something. */
const MEDIA = /\.(jpe?g|png|tiff?|bmp|wav|flac|mp3|mp4)$/i;
const PURPOSE = /(^|\/)(tests?|docs?|examples?|fixtures)\//i;
/** What is committed to keep a folder, or to tell what belongs into it. */
const PLACEHOLDER = /^(\.git(keep|ignore|attributes)|\.keep|readme(\.\w+)?)$/i;
/** How deep data is looked for below a folder, and how many names of one folder are looked at. */
const DEPTH = 3;
const MOST_NAMES = 2000;

/**
 * Files and folders that look like datasets and are declared nowhere: what the code reads, large data files, and folders
 * for data that git does not keep. Never secrets, caches, models or results. Sorted; relative to the root.
 */
export async function proposedDatasets(project: Project): Promise<string[]> {
  const { uses, declared } = await project.get(datasetsFact);
  const { own, all } = await project.get(filesFact);
  const listed = new Set(all.map(({ path }) => path));
  const read = uses.filter(
    ({ access, kind, fixedBy }) => access === 'read' && kind === 'path' && (!fixedBy || fixedBy === 'git'),
  );
  // A pattern of which little is known may match anything: of that, what looks like data.
  const found = new Set(
    read.flatMap(({ matches, known }) => (known === 'partial' ? matches.filter(isDataset) : matches)),
  );
  for (const { value, known, at, matches } of read) {
    if (value === undefined || known !== 'literal' || matches.length > 0 || value.includes('*')) continue;
    for (const path of [resolveIn(folderOf(at.file), value), resolveIn('', value)])
      if (path && !looksLikeOther(path) && (await isThere(project, path))) found.add(path);
  }
  for (const { path, size, kind } of own)
    if (kind === 'file' && size >= LARGE && isDataset(path)) found.add(path);
  for (const name of await foldersIn(project, ''))
    if (DATA_FOLDER.test(name))
      for (const path of await unkept(project, name, [...listed], 1)) found.add(path);
  const known = declared.flatMap(({ path }) => path ?? []);
  return [...found]
    .filter((path) => !SECRET.test(path) && !known.some((one) => isWithin(path, one) || isWithin(one, path)))
    .sort();
}

function isDataset(path: string): boolean {
  if (!looksLikeData(path) || PURPOSE.test(path)) return false;
  return (
    !MEDIA.test(path) ||
    path
      .split('/')
      .slice(0, -1)
      .some((folder) => DATA_FOLDER.test(folder))
  );
}

/** The folder when git keeps nothing of its data, else those below it of which that is true. */
async function unkept(
  project: Project,
  folder: string,
  listed: readonly string[],
  depth: number,
): Promise<string[]> {
  const kept = listed.filter((path) => path.startsWith(`${folder}/`));
  if (kept.every((path) => PLACEHOLDER.test(baseName(path))))
    return (await holdsData(project, folder, depth)) ? [folder] : [];
  if (depth >= DEPTH) return [];
  const found: string[] = [];
  for (const name of await foldersIn(project, folder))
    if (!NO_DATA.test(name)) found.push(...(await unkept(project, `${folder}/${name}`, kept, depth + 1)));
  return found;
}

async function holdsData(project: Project, folder: string, depth: number): Promise<boolean> {
  const entries = await entriesOf(project, folder);
  if (entries.some(({ name, kind }) => kind === 'file' && looksLikeData(`${folder}/${name}`))) return true;
  if (depth > DEPTH) return false;
  for (const { name, kind } of entries)
    if (
      kind === 'folder' &&
      !NO_DATA.test(name) &&
      (await holdsData(project, `${folder}/${name}`, depth + 1))
    )
      return true;
  return false;
}

async function foldersIn(project: Project, folder: string): Promise<string[]> {
  return (await entriesOf(project, folder)).flatMap(({ name, kind }) => (kind === 'folder' ? [name] : []));
}

async function entriesOf(project: Project, folder: string) {
  try {
    return (await project.source.entries(folder)).slice(0, MOST_NAMES);
  } catch (error) {
    if (error instanceof CannotTell) return [];
    throw error;
  }
}

async function isThere(project: Project, path: string): Promise<boolean> {
  try {
    return (await project.source.locate(path)) !== undefined;
  } catch (error) {
    if (error instanceof CannotTell) return false;
    throw error;
  }
}
