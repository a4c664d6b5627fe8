import { CannotTell } from '../errors.js';
import { insidePath } from './datasets/locations.js';
import type { Project } from './fact.js';
import { files } from './files.js';
import { type DvcItem, parseDvcFile, parseDvcPipeline } from './formats/dvc.js';
import { folderOf } from './paths.js';
import { readText } from './source.js';

const MOST_FILES = 200;

/** A file or folder that DVC keeps or makes. */
export interface DvcOut {
  /** From the root of the project. */
  path: string;
  /** The .dvc file, dvc.yaml or dvc.lock that names it. */
  file: string;
  item: DvcItem;
}

/** Outputs that .dvc files, dvc.yaml and dvc.lock name inside the project. What does not parse names none: the checks of data and pipelines tell of it. */
export async function dvcOuts(project: Project): Promise<DvcOut[]> {
  const { own } = await project.get(files);
  const described = own.filter(
    ({ path, kind }) => kind === 'file' && /\.dvc$|(?:^|\/)dvc\.(?:yaml|lock)$/.test(path),
  );
  const found: DvcOut[] = [];
  for (const { path: file } of described.slice(0, MOST_FILES)) {
    for (const { item, wdir } of await outsIn(project, file)) {
      const base = insidePath(folderOf(file), wdir)?.replace(/^\.$/, '');
      const path = base === undefined ? undefined : insidePath(base, item.path);
      if (path !== undefined) found.push({ path, file, item });
    }
  }
  return found;
}

async function outsIn(project: Project, file: string): Promise<{ item: DvcItem; wdir: string }[]> {
  try {
    const text = await readText(project.source, file);
    if (file.endsWith('.dvc')) {
      const { outs, wdir } = parseDvcFile(text);
      return outs.map((item) => ({ item, wdir }));
    }
    return parseDvcPipeline(text).stages.flatMap(({ outs, wdir }) => outs.map((item) => ({ item, wdir })));
  } catch (error) {
    if (error instanceof CannotTell) return [];
    throw error;
  }
}
