import { containers } from './containers.js';
import { readNamedManifests } from './dependencies/manifests.js';
import { dependencies } from './dependencies.js';
import { defineFact } from './fact.js';
import { files } from './files.js';
import { normalizeName } from './formats/pep508.js';
import { pinsOf, type StepPins } from './image-contents/pins.js';
import { type Sharing, sharingOf } from './image-contents/sharing.js';
import { imageInstalls } from './image-installs.js';
import { ownNames } from './imports/own.js';
import { lockfiles } from './lockfiles.js';
import { foldersOf } from './paths.js';

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
      project.get(ownNames),
    ]);
    const known = new Set([...declared.manifests, ...locks.all].map(({ path }) => path));
    const unread = steps
      .flatMap(({ files }) => files)
      .flatMap(({ path }) => (path !== undefined && !known.has(path) ? [path] : []));
    const more = await readNamedManifests(project, unread);
    const manifests = [...declared.manifests, ...more.filter(({ path }) => unread.includes(path))];
    const around = {
      manifests,
      main: declared.main,
      runtime: declared.runtime,
      locks: locks.all,
      codeFolders: foldersOf(tree.own.flatMap(({ path }) => (CODE.test(path) ? [path] : []))),
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
