import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files } from '../files.js';
import { climb, isWithin, resolveIn } from '../paths.js';
import type { PythonModule } from '../python/model.js';
import { python } from '../python/python.js';
import { readText } from '../source.js';

/**
 * The files that manifests may name: those of the project, and for a part of a repository those around it, whose paths
 * lead up from the part (`../base.txt`). What lies outside the repository is out of reach.
 */
export interface Reach {
  has(path: string): boolean;
  /** A path as written in a file of `folder`, from the root of the project; undefined when it leads outside. */
  resolve(folder: string, written: string): string | undefined;
  /** The text of a file. Throws `CannotTell` as `readText` does. */
  text(path: string, limit?: number): Promise<string>;
  /** A Python file as it was parsed, or the reason why it was not. */
  module(path: string): Promise<PythonModule | string>;
}

/** Whether a path leads out of the part of a repository that is judged. */
export function isAround(path: string): boolean {
  return path.startsWith('../');
}

/** What manifests of this project may name. */
export async function reachOf(project: Project): Promise<Reach> {
  const { part } = project;
  const tree = await project.get(files);
  if (!part || part.folder === '') {
    return {
      has: tree.has,
      resolve: resolveIn,
      text: (path, limit) => readText(project.source, path, limit),
      module: (path) => moduleOf(project, path),
    };
  }
  const { whole, folder } = part;
  const around = await whole.get(files);
  const inWhole = (path: string) => resolveIn(folder, path);
  const outside = (path: string): string => {
    const found = inWhole(path);
    if (found === undefined) throw new CannotTell(`${path} leads outside the repository`);
    return found;
  };
  return {
    has: (path) => (isAround(path) ? around.has(inWhole(path) ?? '') : tree.has(path)),
    resolve: (from, written) => {
      const start = inWhole(from);
      const target = start === undefined ? undefined : resolveIn(start, written);
      if (target === undefined || target === '') return target === folder ? '' : undefined;
      if (target === folder) return '';
      return isWithin(target, folder) ? target.slice(folder.length + 1) : climb(folder, target);
    },
    text: async (path, limit) =>
      isAround(path) ? readText(whole.source, outside(path), limit) : readText(project.source, path, limit),
    module: (path) => (isAround(path) ? moduleOf(whole, outside(path)) : moduleOf(project, path)),
  };
}

async function moduleOf(project: Project, path: string): Promise<PythonModule | string> {
  const code = await project.get(python);
  return (
    code.get(path) ?? code.unread.find((unread) => unread.path === path)?.reason ?? `${path} cannot be read`
  );
}
