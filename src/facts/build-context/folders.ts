import type { Recipe } from '../containers.js';
import type { Files } from '../files.js';
import { foldersAbove, inFolder } from '../paths.js';
import { pathsOf } from '../tree-names.js';

/** One Dockerfile with one folder from which it is built. */
export interface RecipeContext {
  recipe: Recipe;
  /** Empty for the root. */
  folder: string;
  /** Whether the project tells that it is built from this folder; else it is one of several that fit. */
  told: boolean;
}

/**
 * The contexts of each Dockerfile: those that compose files and development containers name; else the folders from its own up
 * to the root that hold all that it copies by name, since `docker build` takes any. A context outside of the project is left out.
 * @see https://docs.docker.com/build/concepts/context/#what-is-a-build-context
 */
export function contextsOf(recipes: readonly Recipe[], tree: Files): RecipeContext[] {
  const contexts: RecipeContext[] = [];
  for (const recipe of recipes.filter(({ kind }) => kind === 'dockerfile')) {
    const builds = recipes.flatMap((other) => other.builds).filter(({ path }) => path === recipe.path);
    const said = builds.flatMap(({ context }) => (context === undefined ? [] : [context.replace(/\/$/, '')]));
    const folders = builds.length > 0 ? [...new Set(said)] : fitting(recipe, tree);
    const told = builds.length > 0 || folders.length === 1;
    for (const folder of folders) contexts.push({ recipe, folder, told });
  }
  return contexts;
}

/** The folders, from the Dockerfile's own up to the root, that hold what it copies by name; all where none does. */
function fitting(recipe: Recipe, tree: Files): string[] {
  const above = foldersAbove(recipe.path);
  const named = recipe.copies
    .filter(({ later }) => !later)
    .flatMap((copy) => copy.sources)
    .map((source) => source.replace(/^\.?\/+/, '').replace(/\/+$/, ''))
    .filter((source) => source !== '' && source !== '.' && !/[*?$[]|:\/\/|^<</.test(source));
  const listed = pathsOf(tree);
  const fit = above.filter((folder) => named.every((source) => listed.has(inFolder(folder, source))));
  return fit.length > 0 ? fit : above;
}

/**
 * The file that keeps paths from the builder: the one that carries the Dockerfile's name comes before that of the context;
 * Podman reads `.containerignore` first. Source: Docker, "Filename and location"; containerignore(5).
 */
export function ignoreFileOf(recipe: string, folder: string, tree: Files): string | undefined {
  const prefix = folder === '' ? '' : `${folder}/`;
  return [
    `${recipe}.containerignore`,
    `${recipe}.dockerignore`,
    `${prefix}.containerignore`,
    `${prefix}.dockerignore`,
  ].find((path) => tree.has(path));
}
