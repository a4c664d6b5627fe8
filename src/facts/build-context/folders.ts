import type { Recipe } from '../containers.js';
import type { Files } from '../files.js';
import { folderOf } from '../paths.js';

/** One Dockerfile with one folder from which it is built. */
export interface RecipeContext {
  recipe: Recipe;
  /** Empty for the root. */
  folder: string;
}

/**
 * The contexts of each Dockerfile: those that compose files and development containers name; else the root, as
 * `docker build -f path .` has it, or the folder of the Dockerfile where all that it copies lies there and not at the root.
 * A context outside of the project is left out.
 */
export function contextsOf(recipes: readonly Recipe[], tree: Files): RecipeContext[] {
  const contexts: RecipeContext[] = [];
  for (const recipe of recipes.filter(({ kind }) => kind === 'dockerfile')) {
    const builds = recipes.flatMap((other) => other.builds).filter(({ path }) => path === recipe.path);
    const told = builds.flatMap(({ context }) => (context === undefined ? [] : [context.replace(/\/$/, '')]));
    const folders = told.length > 0 || builds.length > 0 ? told : [guessed(recipe, tree)];
    for (const folder of new Set(folders)) contexts.push({ recipe, folder });
  }
  return contexts;
}

function guessed(recipe: Recipe, tree: Files): string {
  const own = folderOf(recipe.path);
  if (own === '') return '';
  const named = recipe.copies
    .flatMap((copy) => copy.sources)
    .map((source) => source.replace(/^\.?\/+/, '').replace(/\/+$/, ''))
    .filter((source) => source !== '' && source !== '.' && !/[*?$[]|:\/\/|^<</.test(source));
  const exists = (path: string) =>
    tree.has(path) || tree.all.some((entry) => entry.path.startsWith(`${path}/`));
  return named.length > 0 && named.every((source) => exists(`${own}/${source}`) && !exists(source))
    ? own
    : '';
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
