import { CannotTell } from '../errors.js';
import { containers } from './containers.js';
import { groupOfPath } from './dependencies/groups.js';
import { dependencies, type Manifest } from './dependencies.js';
import { defineFact, type Project } from './fact.js';
import { files } from './files.js';
import { CI_FILE } from './interpreter/ci.js';
import { partsOf } from './interpreter/parts.js';
import { placesOfRecipe } from './interpreter/recipes.js';
import { VERSION_FILES } from './interpreter/version-files.js';
import { onlyMinor, versionOf } from './interpreter/versions.js';
import { type Lockfiles, lockfiles } from './lockfiles.js';
import { isIn } from './paths.js';
import { readText } from './source.js';

/** One place that names a Python version. */
export interface InterpreterPlace {
  /** As written: `3.11.4`, `>=3.9`, `FROM python:3.11-slim`. */
  text: string;
  /** The version where one is named, as precisely as the place does: `3.11` or `3.11.4`. */
  version?: string | undefined;
  /** The specifier, where the place names a range; by PEP 440. */
  range?: string | undefined;
  /**
   * `run`: what a run uses. `range`: what the project supports. `ci`: what CI tests; supports, never decides.
   * `aside`: what a container is built with, though nothing runs on it, and what a part of the repository with code and
   * a manifest of its own uses, where the project itself names a version too.
   */
  role: 'run' | 'range' | 'ci' | 'aside';
  /** What kind of file it is: one made for versions, a manifest or its lock, a container recipe. */
  from: 'version-file' | 'manifest' | 'lock' | 'recipe' | 'ci';
  at: { file: string; line?: number | undefined };
}

export interface Interpreter {
  /** Every place that names a Python version, sorted by path. */
  readonly places: readonly InterpreterPlace[];
  /** The version that the config declares. */
  readonly declared?: string | undefined;
  /** Files that name versions and could not be read, with the reason. */
  readonly problems: readonly { file: string; line?: number | undefined; message: string }[];
}

/** Files that are searched are small; a larger one is data. */
const LIMIT = 128 * 1024;
const MOST_FILES = 500;

export const interpreter = defineFact<Interpreter>({
  name: 'interpreter',
  async collect(project) {
    const { manifests, main } = await project.get(dependencies);
    const { recipes } = await project.get(containers);
    const recipePaths = new Set(recipes.map(({ path }) => path));
    const { places: written, problems } = await readVersionFiles(project, recipePaths);
    const parts = await partsOf(project, { manifests, main });
    const isOfPart = ({ at }: InterpreterPlace) => parts.some((folder) => isIn(at.file, folder));
    const all = [
      ...manifests
        .filter(
          (manifest) =>
            main.includes(manifest) || (manifest.group === undefined && !manifest.path.includes('/')),
        )
        .filter(({ kind }) => kind !== 'script' || main.some((manifest) => manifest.kind === 'script'))
        .flatMap(ofManifest),
      ...ofLocks(await project.get(lockfiles)),
      ...recipes.filter(({ path }) => isForRuns(path)).flatMap(placesOfRecipe),
      ...written,
    ];
    const declared = project.settings.environment.python;
    const isNamed = all.some((one) => one.role === 'run' && !isOfPart(one));
    const places = all.map((one) =>
      isNamed && one.role === 'run' && isOfPart(one) ? { ...one, role: 'aside' as const } : one,
    );
    places.sort((a, b) => compare(a.at.file, b.at.file) || (a.at.line ?? 0) - (b.at.line ?? 0));
    return { places, problems, ...(declared === undefined ? {} : { declared }) };
  },
});

async function readVersionFiles(
  project: Project,
  recipes: ReadonlySet<string>,
): Promise<{ places: InterpreterPlace[]; problems: { file: string; line?: number; message: string }[] }> {
  const tree = await project.get(files);
  const places: InterpreterPlace[] = [];
  const problems: { file: string; line?: number; message: string }[] = [];
  let read = 0;
  for (const { path, size, kind } of tree.own) {
    const file = VERSION_FILES.find((candidate) => candidate.path.test(path));
    const isCi = CI_FILE.test(path);
    // Only what the fact of containers leaves out is looked for in its files: versions of features, packages of Nix.
    if (!file || kind === 'missing' || read >= MOST_FILES) continue;
    if (recipes.has(path) && /\.ya?ml$/.test(path)) continue;
    if (!isCi && !isForRuns(path)) continue;
    if (size > LIMIT && !file.only) continue;
    read++;
    try {
      const text = await readText(project.source, path, LIMIT);
      const from = isCi ? ('ci' as const) : isRecipe(path) ? ('recipe' as const) : ('version-file' as const);
      places.push(
        ...file.read(text).map(({ line, ...said }) => ({ ...said, from, at: { file: path, line } })),
      );
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      const { line } = error;
      if (file.only)
        problems.push({ file: path, message: error.message, ...(line === undefined ? {} : { line }) });
    }
  }
  return { places, problems };
}

/** Files of a container or a job, which name images rather than versions. */
function isRecipe(path: string): boolean {
  return (
    /\.(?:json|nix)$/.test(path) || (/\.ya?ml$/.test(path) && !/(?:python_env|cog|app)\.ya?ml$/.test(path))
  );
}

/** Whether a file by its name and folder is for runs rather than for tests or documentation. */
function isForRuns(path: string): boolean {
  const group = groupOfPath(path);
  return group === undefined || group === 'dev';
}

function ofManifest({ path, python }: Manifest): InterpreterPlace[] {
  return python
    .filter(({ group }) => group === undefined)
    .map(({ value, exact, line }): InterpreterPlace => {
      const at = { file: path, line };
      const version = exact ? versionOf(value) : onlyMinor(value);
      const text = `python ${value}`;
      if (version !== undefined) return { text, version, role: 'run', from: 'manifest', at };
      return { text, range: value, role: 'range', from: 'manifest', at };
    });
}

/** Locks that hold the interpreter as a package. */
function ofLocks({ all }: Lockfiles): InterpreterPlace[] {
  return all.flatMap(({ path, kind, python, main }): InterpreterPlace[] => {
    if (!main || python === undefined || !/^(?:conda-lock|conda-explicit|pixi\.lock)$/.test(kind)) return [];
    const version = versionOf(python);
    return [{ text: `python ${python}`, version, role: 'run', from: 'lock', at: { file: path } }];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
