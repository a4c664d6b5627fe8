import { readBinder } from './containers/binder.js';
import { readInstalls } from './containers/installs.js';
import { containers } from './containers.js';
import { defineFact } from './fact.js';
import { files } from './files.js';
import { textIfAny } from './source.js';

/** Largest script that is followed. */
const LIMIT = 512 * 1024;

/** A line of a recipe. */
export interface InstallPlace {
  file: string;
  line: number;
}

/** One package that a command names. */
export interface InstalledPackage {
  /** The name that the ecosystem compares by: for Python normalised by PEP 503. */
  name: string;
  /** As written. */
  text: string;
  /** The exact version, where one is named. */
  version?: string | undefined;
  /** Whether the words alone fix one version: `==`, a commit, a hash, an exact conda spec, `package=version` of apt. */
  pinned: boolean;
  /** Whether it is a tool that installs or builds others (pip, setuptools, uv, build-essential): no run depends on its version. */
  isTool: boolean;
  /** Set where a part of the word cannot be told (`torch==$VERSION`): whether it is pinned is open. */
  isOpen?: boolean | undefined;
  /** The line on which the word stands, also inside a continued command or a here-document. */
  at: InstallPlace;
}

/** One file from which a command installs. */
export interface InstalledFile {
  /** As the command names it, in the image. */
  text: string;
  /** The project's file that was copied or mounted there; undefined where none can be told. */
  path?: string | undefined;
  role: 'list' | 'constraints' | 'lock';
}

/** The program family of an install command. */
export type InstallTool =
  | 'pip' | 'uv' | 'poetry' | 'pdm' | 'pipenv' | 'conda' | 'conda-lock' | 'pixi' | 'apt' | 'apk' | 'yum' | 'r' | 'julia' | 'git' | 'download'; // biome-ignore format: a table reads better in rows

/** One install command of a recipe. */
export interface InstallStep {
  /** The recipe that runs it; `at` may lie in a script that the recipe runs. */
  recipe: string;
  tool: InstallTool;
  ecosystem: 'pypi' | 'conda' | 'r' | 'julia' | 'system' | 'other';
  /** The command as written, shortened. */
  text: string;
  at: InstallPlace;
  packages: readonly InstalledPackage[];
  files: readonly InstalledFile[];
  /** It installs the project itself (`pip install .`, `poetry install`), and with it what its manifest declares. */
  installsProject: boolean;
  /**
   * Whether the tool takes its versions from the lock of the project and from nothing else: `uv sync --frozen`, `poetry install`,
   * `pipenv sync`, `conda-lock install`, `renv::restore()`.
   */
  fromLock: boolean;
  /** The lock of the project that lies beside the manifest, but not in the image: its COPY leaves it behind. */
  leftLock?: string | undefined;
  /** The build stage, from 0. */
  stage: number;
  /** The image that is built in the end is not made of its stage. */
  isAside?: boolean | undefined;
  /** It runs only under a condition that the files do not decide. */
  isConditional?: boolean | undefined;
  /** A word of it could not be told (`$PACKAGES`, `$(cat list)`). */
  hasUnknown: boolean;
  /** The words are an address or script that is fetched and run (`curl … | bash`), or a repository without a commit (`git clone`). */
  fetches?: string | undefined;
}

/** A step before it is known whose it is. */
export type RecipeStep = Omit<InstallStep, 'recipe'>;

/** What the images and environments of the project's recipes install. */
export interface ImageInstalls {
  /** Every install command of every recipe, in the order of path and line. */
  readonly steps: readonly InstallStep[];
}

export const imageInstalls = defineFact<ImageInstalls>({
  name: 'imageInstalls',
  async collect(project) {
    const [{ recipes }, tree] = await Promise.all([project.get(containers), project.get(files)]);
    // A script that cannot be read takes nothing away from what the recipe itself says.
    const read = (path: string) => textIfAny(project.source, path, LIMIT);
    const steps: InstallStep[] = [];
    for (const recipe of recipes) {
      const reader = recipe.kind === 'binder' ? readBinder : readInstalls;
      const found = await reader(recipe, { tree, recipes, read });
      steps.push(...found.map((step) => ({ ...step, recipe: recipe.path })));
    }
    return { steps };
  },
});
