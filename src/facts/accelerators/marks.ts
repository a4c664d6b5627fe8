import type { Recipe } from '../containers/model.js';
import type { Dependency, InstallCommand } from '../dependencies.js';
import type { Lockfile } from '../lockfiles.js';
import { CONDA_BUILD, CUDA_IMAGES, type Framework, LABEL, LOCKED_TOOLKIT, TOOLKIT } from './frameworks.js';
import type { IndexLine } from './indexes.js';

/** Something in the files that fixes which build of a library is installed. */
export interface BuildMark {
  /** What was found, as written. */
  text: string;
  at: { file: string; line?: number | undefined };
  /** It stands aside of the main install route: in the README, in a list or script of its own. */
  aside?: true;
}

/** Where marks are looked for. */
export interface Sources {
  requirements: readonly Dependency[];
  indexes: readonly IndexLine[];
  locks: readonly Lockfile[];
  commands: readonly InstallCommand[];
  recipes: readonly Recipe[];
}

/** Most marks that one lockfile gives: a CUDA build requires dozens of packages that all say the same. */
const MOST_OF_A_LOCK = 3;

/** What fixes the build of a library, or the CUDA release for all. */
export function marksOf(framework: Framework, sources: Sources): BuildMark[] {
  const { requirements, indexes, locks, commands, recipes } = sources;
  const { packages, builds, images } = framework;
  return [
    ...requirements
      .filter((one) => builds.test(one.name) || TOOLKIT.test(one.name) || requirementFixes(one, framework))
      .map(({ raw, at }) => ({ text: raw, at })),
    ...indexes.flatMap(({ text, at }) => {
      const found = framework.indexes?.exec(text)?.[0];
      return found === undefined ? [] : [{ text: found, at }];
    }),
    ...lockMarks(
      locks,
      (name, version) =>
        builds.test(name) || (packages.test(name) && LABEL.test(version)) || LOCKED_TOOLKIT.test(name),
    ),
    ...commands.filter(({ text }) => commandFixes(text, framework)).map(({ text, at }) => ({ text, at })),
    ...recipes.flatMap((recipe) =>
      recipe.images
        .filter(({ name = '', tag = '', digest }) => {
          const isOne = CUDA_IMAGES.test(name) || images?.test(name) === true;
          return isOne && (/\d/.test(tag) || digest !== undefined);
        })
        .map(({ text, at }) => ({ text, at })),
    ),
  ];
}

function lockMarks(
  locks: readonly Lockfile[],
  fixes: (name: string, version: string) => boolean,
): BuildMark[] {
  return locks.flatMap(({ path, packages }) =>
    packages
      .filter(({ name, version = '' }) => fixes(name, version))
      .slice(0, MOST_OF_A_LOCK)
      .map(({ name, version = '', line }) => ({
        text: `${name} ${version}`.trim(),
        at: { file: path, line },
      })),
  );
}

function requirementFixes(
  { name, specifier, extras = [], ecosystem, raw }: Dependency,
  framework: Framework,
): boolean {
  if (!framework.packages.test(name)) return false;
  // The GPU build of a release is made for one CUDA release.
  if (name === 'onnxruntime-gpu' && /^={2,3}/.test(specifier)) return true;
  if (ecosystem === 'conda' && hasBuild(raw)) return true;
  return LABEL.test(specifier) || extras.some((extra) => framework.extras?.test(extra));
}

/** `pytorch=2.0.1=py3.10_cuda11.7_cudnn8.5.0_0`, `pytorch=*=*cuda*`. */
function hasBuild(raw: string): boolean {
  const build = raw
    .split(/\s+|(?<![=<>!~])=(?!=)/)
    .filter((part) => part !== '')
    .at(2);
  return build !== undefined && CONDA_BUILD.test(build);
}

/** Whether an install command names a build: `pip install torch==2.1.0+cu118`, `conda install pytorch cudatoolkit=11.3`. */
function commandFixes(text: string, framework: Framework): boolean {
  const words = text.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
  const names = words.map((word) => word.replace(/[[=<>~!@].*$/, '').toLowerCase());
  const isNamed = names.some((name) => framework.packages.test(name));
  return (
    names.some((name) => framework.builds.test(name)) ||
    (isNamed &&
      (LABEL.test(text) ||
        names.some((name) => TOOLKIT.test(name)) ||
        framework.indexes?.test(text) === true)) ||
    (isNamed && words.some((word) => framework.extras?.test(/\[([\w-]+)\]/.exec(word)?.[1] ?? '')))
  );
}
