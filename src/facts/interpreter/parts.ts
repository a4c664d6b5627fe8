import type { Dependencies } from '../dependencies.js';
import type { Project } from '../fact.js';
import { codeOf, projectFolder } from '../monorepo.js';
import { isIn } from '../paths.js';

/**
 * The folders with an environment of their own: they hold code and a manifest that is not of the project's main route. Empty
 * where the project has no route that lies outside of them.
 */
export async function partsOf(
  project: Project,
  { manifests, main }: Pick<Dependencies, 'manifests' | 'main'>,
): Promise<string[]> {
  if (main.length === 0) return [];
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
