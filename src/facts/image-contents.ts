import { containers } from './containers.js';
import { readManifests } from './dependencies/manifests.js';
import { dependencies } from './dependencies.js';
import { defineFact } from './fact.js';
import { type Files, files } from './files.js';
import { normalizeName } from './formats/pep508.js';
import { pinsOf, type StepPins } from './image-contents/pins.js';
import { type Sharing, sharingOf } from './image-contents/sharing.js';
import { imageInstalls } from './image-installs.js';
import { ownNames } from './imports/own.js';
import { lockfiles } from './lockfiles.js';
import { folderOf } from './paths.js';

export type { Loose, StepPins } from './image-contents/pins.js';
export type { Conflict, Sharing } from './image-contents/sharing.js';

const CODE = /\.(?:py|ipynb|R|Rmd|qmd|jl)$/;

/** What one recipe installs, held against the manifests and locks of the project. */
export interface ImageBuild {
  recipe: string;
  /** Each install command, and how far it fixes what it brings. */
  steps: readonly StepPins[];
  /** Where its list of packages comes from. */
  sharing: Sharing;
}

/** For each recipe that installs something, in the order of their paths: what it brings, and by whose list. */
export const imageContents = defineFact<{ readonly builds: readonly ImageBuild[] }>({
  name: 'imageContents',
  async collect(project) {
    const [{ steps }, tree, declared, locks, names] = await Promise.all([
      project.get(imageInstalls),
      project.get(files),
      project.get(dependencies),
      project.get(lockfiles),
      ownNames(project),
    ]);
    const known = new Set([...declared.manifests, ...locks.all].map(({ path }) => path));
    const unread = steps
      .flatMap(({ files }) => files)
      .flatMap(({ path }) => (path !== undefined && !known.has(path) ? [path] : []));
    const more = unread.length > 0 ? await readManifests(project, unread) : [];
    const manifests = [...declared.manifests, ...more.filter(({ path }) => unread.includes(path))];
    const around = {
      manifests,
      main: declared.main,
      runtime: declared.runtime,
      locks: locks.all,
      codeFolders: foldersOfCode(tree),
      itself: new Set([...names.itself].map(normalizeName)),
    };
    const recipes = new Map((await project.get(containers)).recipes.map((recipe) => [recipe.path, recipe]));
    return {
      builds: [...new Set(steps.map(({ recipe }) => recipe))].map((recipe) => {
        const own = steps.filter((step) => step.recipe === recipe);
        return {
          recipe,
          steps: pinsOf(own, around, (stage) => recipes.get(recipe)?.stages[stage]?.from),
          sharing: sharingOf(recipe, own, around),
        };
      }),
    };
  },
});

/** Every folder with code in it or below it, but the root. */
function foldersOfCode(tree: Files): Set<string> {
  const folders = new Set<string>();
  for (const { path } of tree.own) {
    if (!CODE.test(path)) continue;
    for (let folder = folderOf(path); folder !== '' && !folders.has(folder); folder = folderOf(folder))
      folders.add(folder);
  }
  return folders;
}
