import { FRAMEWORKS } from './accelerators/frameworks.js';
import { indexLines } from './accelerators/indexes.js';
import { type BuildMark, marksOf, type Sources } from './accelerators/marks.js';
import { containers, type Recipe } from './containers.js';
import { type Dependency, dependencies, type ManifestKind } from './dependencies.js';
import { defineFact, type Project } from './fact.js';
import { imports } from './imports.js';
import { lockfiles } from './lockfiles.js';
import { baseName, climb, folderOf, isWithin } from './paths.js';

/** A library whose builds differ by accelerator, as the project uses it. */
export interface Accelerated {
  name: string;
  /** Where it is declared, or else first imported. */
  at: { file: string; line?: number | undefined; cell?: number | undefined };
  /** Whether a file that a tool installs from names it. */
  declared: boolean;
  /** What fixes its build; empty where nothing does. */
  fixedBy: readonly BuildMark[];
}

export interface Accelerators {
  /** Those that the project uses or declares, in the order of the table. */
  readonly frameworks: readonly Accelerated[];
}

/** Scripts that set the environment up, as their names say. */
const SETUP_SCRIPT =
  /(?:^|[-_.])(?:install|setup|env|environment|bootstrap|requirements|deps|post[-_]?create)/i;

/** Manifests that make a folder a package or an environment of its own. */
const PACKAGES: ReadonlySet<ManifestKind> = new Set([
  'pyproject',
  'setup-py',
  'setup-cfg',
  'conda',
  'pixi',
  'pipfile',
]);

/**
 * The container recipes in which the code runs: its own, and for a part of a repository without any those of the folders
 * above, which serve all that lies below.
 */
async function recipesFor(project: Project): Promise<readonly Recipe[]> {
  const { recipes } = await project.get(containers);
  const { part } = project;
  if (recipes.length > 0 || !part || part.folder === '') return recipes;
  const { whole, folder } = part;
  const around = (await whole.get(containers)).recipes.filter(({ path }) => isWithin(folder, folderOf(path)));
  const placed = <T extends { at: { file: string } }>(one: T): T => ({
    ...one,
    at: { ...one.at, file: climb(folder, one.at.file) },
  });
  return around.map((recipe) => ({
    ...recipe,
    path: climb(folder, recipe.path),
    images: recipe.images.map(placed),
    runs: recipe.runs.map(placed),
  }));
}

/** Which accelerated libraries are used, and what fixes their CUDA, ROCm or CPU build. */
export const accelerators = defineFact<Accelerators>({
  name: 'accelerators',
  async collect(project) {
    const { main, runtime, manifests, commands } = await project.get(dependencies);
    const { modules } = await project.get(imports);
    const recipes = await recipesFor(project);
    const locks = (await project.get(lockfiles)).main;
    // What only tests or documentation are built with is no build of the project's.
    const judged = [...main, ...manifests.filter((one) => !main.includes(one) && one.group === undefined)];
    const requirements = judged.flatMap((manifest) => manifest.requirements);
    const counted = new Set(judged.map(({ path }) => path));
    const lines = await indexLines(project, recipes);
    const sources: Sources = {
      requirements,
      locks,
      commands,
      recipes,
      indexes: lines.filter(
        ({ at }) => counted.has(at.file) || !manifests.some(({ path }) => path === at.file),
      ),
    };
    // A recipe below the package metadata of another part builds that part.
    const others = manifests
      .filter((one) => !main.includes(one) && one.path.includes('/') && PACKAGES.has(one.kind))
      .map(({ path }) => `${folderOf(path)}/`);
    const own = recipes.filter(({ path }) => !others.some((folder) => path.startsWith(folder)));
    const route = new Set([...main, ...locks, ...own].map(({ path }) => path));
    const isAside = ({ file }: BuildMark['at']) =>
      !route.has(file) && !(/\.(?:sh|bash)$/.test(file) && SETUP_SCRIPT.test(baseName(file)));
    const frameworks = FRAMEWORKS.flatMap((framework): Accelerated[] => {
      const isIt = ({ name }: Dependency) => framework.packages.test(name) || framework.builds.test(name);
      // What only a function imports is there for those who have it, and so is what an extra or a group brings.
      const first = modules.find(({ name, sometimes }) => framework.imports.includes(name) && !sometimes);
      const needed = runtime.find(isIt);
      if (!needed && !first) return [];
      const asked =
        needed ?? requirements.find((one) => isIt(one) && one.group === undefined && one.extra === undefined);
      const at = asked?.at ?? first!.at;
      const fixedBy = marksOf(framework, sources).map((mark) =>
        isAside(mark.at) ? { ...mark, aside: true as const } : mark,
      );
      return [{ name: framework.name, at, declared: asked !== undefined, fixedBy }];
    });
    return { frameworks };
  },
});
