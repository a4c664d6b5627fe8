import type { Dependencies } from '../dependencies.js';
import type { Project } from '../fact.js';
import { codeOf, projectFolder } from '../monorepo.js';
import { isIn } from '../paths.js';

/**
 * The folders with an environment of their own: they hold code and a manifest that is not of the project's main route. Empty
 * where that route does not begin at the root: a repository of many equal parts has no version that is not of a part.
 */
export async function partsOf(
  project: Project,
  { manifests, main }: Pick<Dependencies, 'manifests' | 'main'>,
): Promise<string[]> {
  if (!main.some(({ path }) => projectFolder(path) === '')) return [];
  const code = await codeOf(project);
  const folders = manifests
    .filter(
      ({ path, kind, declares, group }) =>
        declares && group === undefined && kind !== 'script' && !main.some((one) => one.path === path),
    )
    .map(({ path }) => projectFolder(path));
  return [...new Set(folders)].filter(
    (folder) =>
      folder !== '' &&
      !main.some(({ path }) => isIn(path, folder)) &&
      code.some(({ path }) => isIn(path, folder)) &&
      code.some(({ path }) => !isIn(path, folder)),
  );
}
