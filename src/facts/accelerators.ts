import {
  CONDA_BUILD,
  CUDA_IMAGES,
  FRAMEWORKS,
  type Framework,
  LABEL,
  LOCKED_TOOLKIT,
  TOOLKIT,
} from './accelerators/frameworks.js';
import { indexLines } from './accelerators/indexes.js';
import { containers } from './containers.js';
import { thirdPartyImports } from './dependencies/third-party.js';
import { dependencies } from './dependencies.js';
import { defineFact } from './fact.js';
import { lockfiles } from './lockfiles.js';
import { python } from './python/python.js';

/** Something in the files that fixes which build of a library is installed. */
export interface BuildMark {
  /** What was found, as written. */
  text: string;
  at: { file: string; line?: number | undefined };
  /** Only the README says it: nothing is installed from it unless somebody types it. */
  prose?: true;
}

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

/** Which accelerated libraries are used, and what fixes their CUDA, ROCm or CPU build. */
export const accelerators = defineFact<Accelerators>({
  name: 'accelerators',
  async collect(project) {
    const needs = await project.get(dependencies);
    const imported = thirdPartyImports(await project.get(python));
    const locks = await project.get(lockfiles);
    const { recipes } = await project.get(containers);
    const indexes = await indexLines(project);
    const requirements = needs.manifests.flatMap((manifest) => manifest.requirements);
    const shared = [
      ...requirements.filter(({ name }) => TOOLKIT.test(name)).map(({ raw, at }) => ({ text: raw, at })),
      ...locks.main.flatMap(({ path, packages }) =>
        packages
          .filter(({ name }) => LOCKED_TOOLKIT.test(name))
          .slice(0, 3)
          .map(({ name, version = '', line }) => ({
            text: `${name} ${version}`.trim(),
            at: { file: path, line },
          })),
      ),
      ...recipes.flatMap(({ images }) =>
        images
          .filter(({ name, tag = '', digest }) => CUDA_IMAGES.test(name ?? '') && (/\d/.test(tag) || digest))
          .map(({ text, at }) => ({ text, at })),
      ),
    ];
    const marksOf = (framework: Framework): BuildMark[] => [
      ...requirements
        .filter(
          ({ name, specifier, extras = [] }) =>
            framework.builds.test(name) ||
            (framework.packages.test(name) &&
              (LABEL.test(specifier) ||
                extras.some((extra) => framework.extras?.test(extra)) ||
                // The GPU build of a release is made for one CUDA release.
                (name === 'onnxruntime-gpu' && /^={2,3}/.test(specifier)))),
        )
        .map(({ raw, at }) => ({ text: raw, at })),
      ...requirements
        .filter(
          ({ name, ecosystem, raw }) =>
            ecosystem === 'conda' && framework.packages.test(name) && hasBuild(raw),
        )
        .map(({ raw, at }) => ({ text: raw, at })),
      ...indexes
        .filter(({ text }) => framework.indexes?.test(text))
        .map(({ text, ...rest }) => ({ ...rest, text: framework.indexes?.exec(text)?.[0] ?? text })),
      ...locks.main.flatMap(({ path, packages }) =>
        packages
          .filter(
            ({ name, version = '' }) =>
              framework.builds.test(name) || (framework.packages.test(name) && LABEL.test(version)),
          )
          .slice(0, 3)
          .map(({ name, version = '', line }) => ({
            text: `${name} ${version}`.trim(),
            at: { file: path, line },
          })),
      ),
      ...needs.commands
        .filter(({ text }) => commandFixes(text, framework))
        .map(({ text, at, in: where }) => ({
          text,
          at,
          ...(where === 'readme' ? { prose: true as const } : {}),
        })),
      ...recipes.flatMap(({ images }) =>
        images
          .filter(
            ({ name, tag = '', digest }) => framework.images?.test(name ?? '') && (/\d/.test(tag) || digest),
          )
          .map(({ text, at }) => ({ text, at })),
      ),
      ...shared,
    ];
    const frameworks = FRAMEWORKS.flatMap((framework): Accelerated[] => {
      const asked = requirements.find(
        ({ name }) => framework.packages.test(name) || framework.builds.test(name),
      );
      const first = imported.find(({ name }) => framework.imports.includes(name));
      const at = asked?.at ?? first?.at;
      if (!at) return [];
      return [{ name: framework.name, at, declared: asked !== undefined, fixedBy: marksOf(framework) }];
    });
    return { frameworks };
  },
});

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
