import { posix } from 'node:path';
import { CannotTell } from '../errors.js';
import { type BuiltImage, builderOf, builtByCommands } from './containers/built-images.js';
import type { BaseImage, BuildArgs, Containers, Recipe, RecipeKind } from './containers/model.js';
import { type Found, readDockerfile, readRecipe } from './containers/read-recipe.js';
import { PLAIN_RUN } from './containers/run-commands.js';
import { defineFact, type Project } from './fact.js';
import { type Files, files, isTest } from './files.js';
import { folderOf, inFolder, resolveIn } from './paths.js';
import { byPath } from './source.js';

export type { BaseImage, Containers, ImagePin, Recipe, RecipeKind, RunStep } from './containers/model.js';

/** File names by which recipes are known. Source: the documentation of each tool, named at its reader. */
const NAMES: readonly [RegExp, RecipeKind][] = [
  [/(?:^|\/)(?:[^/]*\.)?(?:dockerfile|containerfile)(?:[._-][^/]*)?$/i, 'dockerfile'],
  [/(?:^|\/)(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$/i, 'compose'],
  [/(?:^|\/)(?:\.devcontainer\/(?:[^/]+\/)?devcontainer\.json|\.devcontainer\.json)$/, 'devcontainer'],
  [/(?:^|\/)\.gitpod\.ya?ml$/, 'gitpod'],
  [/\.def$|(?:^|\/)(?:Singularity|Apptainer)(?:\.[^/]*)?$/, 'apptainer'],
  [/(?:^|\/)(?:flake|shell|default|devenv)\.nix$/, 'nix'],
  [
    /^(?:binder|\.binder)\/(?:environment\.ya?ml|requirements\.txt|Pipfile|setup\.py|postBuild|apt\.txt|runtime\.txt|start|default\.nix|install\.R|Project\.toml)$/,
    'binder',
  ],
]; // biome-ignore format: a table reads better in rows
/** Endings of files that only talk about a Dockerfile, and ignore lists beside one. */
const NOT_A_RECIPE =
  /\.(?:md|rst|txt|dockerignore|py|sh|html|png|bak|orig)$|(?:^|\/)\.[^/]*ignore$|\.dockerignore$/i;
/** Source code by its name's ending, which may tell of Dockerfiles; `Dockerfile.go` is one for a service in Go. */
const CODE =
  /(?:^|\/)(?!(?:Docker|Container)file\.\w+$)[^/]*\.(?:[cm]?[jt]sx?|go|rs|rb|java|kt|cs|c|cc|cpp|h|hpp|php|lua|swift|json|toml|css|svg)$/;
/** CI's own images, and templates with names still to be filled in, are not the project's container. */
const NOT_OURS = /^\.(?:github|gitlab|circleci|ci|azure|buildkite)\/|^ci\/|\{\{|\{%/;

export const containers = defineFact<Containers>({
  name: 'containers',
  async collect(project) {
    const tree = await project.get(files);
    const recipes: Recipe[] = [];
    const problems: { file: string; line?: number | undefined; message: string }[] = [];
    const built: BuiltImage[] = [];
    const dockerfiles: string[] = [];
    /** Runs a reader; what it cannot tell becomes a problem. */
    const reading = async (path: string, kind: RecipeKind, read: () => Promise<Found | undefined>) => {
      try {
        const found = await read();
        if (!found) return;
        built.push(...(found.built ?? []));
        recipes.push(placed(tree, path, kind, found));
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        // Any YAML and any .def file is looked at; only those that are recipes by name can be broken ones.
        if (kind === 'image-yaml' || path.endsWith('.def')) return;
        problems.push({ file: path, line: error.line, message: error.message });
      }
    };
    for (const { path, size, kind: entry } of tree.own) {
      if (NOT_OURS.test(path) || entry === 'other') continue;
      const kind = kindOf(path);
      if (kind === undefined || (isTest(path) && kind !== 'image-yaml' && path.includes('/fixtures/')))
        continue;
      if (kind === 'image-yaml' && (size > 64 * 1024 || entry === 'missing')) continue;
      // With a Dockerfile in its folder, Binder reads that alone. Source: repo2docker, "Dockerfile - Advanced environments".
      if (kind === 'binder' && tree.has(inFolder(folderOf(path), 'Dockerfile'))) continue;
      if (kind === 'dockerfile') dockerfiles.push(path);
      else await reading(path, kind, () => readRecipe(project, tree, path, kind));
    }
    // Those that others build come last: they are read with the arguments that are passed to them.
    const passed = (path: string) =>
      recipes.flatMap(({ builds }) =>
        builds.filter((one) => one.path === path).map(({ args }) => args ?? new Map()),
      );
    const variants = new Map(dockerfiles.map((path) => [path, passed(path)]));
    for (const [path, args] of variants)
      await reading(path, 'dockerfile', () => readDockerfile(project, path, args));
    const isOpen = ({ pin }: BaseImage) => pin !== 'digest';
    if (recipes.some(({ images }) => images.some(isOpen))) {
      const commands = await builtByCommands(project, tree);
      built.push(...commands);
      for (const [at, recipe] of recipes.entries())
        recipes[at] = await withCommands(project, tree, recipe, variants.get(recipe.path), commands, built);
    }
    recipes.sort(byPath);
    problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
    return { recipes, problems };
  },
});

function kindOf(path: string): RecipeKind | undefined {
  const kind = NAMES.find(([pattern]) => pattern.test(path))?.[1];
  if (kind === 'dockerfile' && (NOT_A_RECIPE.test(path) || CODE.test(path))) return undefined;
  return kind ?? (/(?:\.ya?ml|(?:^|\/)MLproject)$/.test(path) ? 'image-yaml' : undefined);
}

/** Tells images that the project builds; arguments that commands pass fill what the Dockerfile alone leaves open. */
async function withCommands(
  project: Project,
  tree: Files,
  recipe: Recipe,
  variants: readonly BuildArgs[] | undefined,
  commands: readonly BuiltImage[],
  built: readonly BuiltImage[],
): Promise<Recipe> {
  let { images } = recipe;
  const given = commands.filter(
    ({ args, dockerfiles }) => args.size > 0 && dockerfiles.includes(recipe.path),
  );
  if (variants && given.length > 0 && images.some(({ pin }) => pin === 'unknown'))
    images = placed(
      tree,
      recipe.path,
      recipe.kind,
      await readDockerfile(project, recipe.path, [
        ...(variants.length > 0 ? variants : [new Map()]),
        ...given.map(({ args }) => args),
      ]),
    ).images;
  return {
    ...recipe,
    images: images.map((image) => {
      const builtBy = builderOf(image.resolved ?? image.text, recipe.path, built);
      return builtBy ? { ...image, builtBy } : image;
    }),
  };
}

/** Gives what a reader found its file. */
function placed(tree: Files, path: string, kind: RecipeKind, found: Found): Recipe {
  const folder = folderOf(path);
  const at = (line: number) => ({ file: path, line });
  return {
    path,
    kind,
    images: (found.images ?? []).map(({ line, via = 'image', final = true, ...image }) => ({
      ...image,
      via,
      final,
      at: at(line),
    })),
    runs: (found.runs ?? []).map(({ line, ...run }) => ({
      ...PLAIN_RUN,
      lines: run.text.split('\n').map((_, index) => line + index),
      ...run,
      at: at(line),
    })),
    copies: (found.copies ?? []).map(({ line, ...copy }) => ({
      into: posix.resolve('/', copy.target),
      later: false,
      final: true,
      stage: 0,
      ...copy,
      at: at(line),
    })),
    stages: found.stages ?? [],
    builds: (found.builds ?? []).flatMap((build) => {
      const base = build.base ?? folder;
      const target = resolveIn(base, build.path);
      const context = build.context === undefined ? undefined : resolveIn(base, build.context);
      return target === undefined
        ? []
        : [{ path: target, exists: tree.has(target), context, args: build.args, at: at(build.line) }];
    }),
    ...(kind === 'nix' ? { locked: found.locked } : {}),
    ...(found.sources
      ? { sources: found.sources.map(({ line, ...one }) => ({ ...one, at: at(line) })) }
      : {}),
    ...(found.features
      ? { features: found.features.map(({ line, ...one }) => ({ ...one, at: at(line) })) }
      : {}),
  };
}
