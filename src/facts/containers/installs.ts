import type { Manifest } from '../dependencies.js';
import type { Files } from '../files.js';
import type { InstallStep } from '../image-installs.js';
import type { Recipe } from './model.js';

/** The install commands of one recipe, in order; files that a command names are followed to the project's own. */
export function readInstalls(_recipe: Recipe, _manifests: readonly Manifest[], _tree: Files): InstallStep[] {
  return [];
}
