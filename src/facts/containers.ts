import { posix } from 'node:path';
import { CannotTell } from '../errors.js';
import { imageOf } from './containers/image.js';
import type { BaseImage, Containers, CopyStep, Recipe, RecipeKind, RunStep } from './containers/model.js';
import { defineFact, type Project } from './fact.js';
import { type Files, files, isTest } from './files.js';
import { parseApptainer } from './formats/apptainer.js';
import { parseCompose, parseImageYaml } from './formats/compose.js';
import { parseDevcontainer } from './formats/devcontainer.js';
import { parseDockerfile } from './formats/dockerfile.js';
import { childOf, parseYaml, textOf } from './formats/yaml.js';
import { folderOf, inFolder, resolveIn } from './paths.js';
import { readText } from './source.js';

export type { BaseImage, Containers, ImagePin, Recipe, RecipeKind, RunStep } from './containers/model.js';

/** Recipes are small; a larger file is something else. */
const LIMIT = 1024 * 1024;

/** File names by which recipes are known. Source: the documentation of each tool, named at its reader. */
const NAMES: readonly [RegExp, RecipeKind][] = [
  [/(?:^|\/)(?:[^/]*\.)?(?:dockerfile|containerfile)(?:[._-][^/]*)?$/i, 'dockerfile'],
  [/(?:^|\/)(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$/i, 'compose'],
  [/(?:^|\/)(?:\.devcontainer\/(?:[^/]+\/)?devcontainer\.json|\.devcontainer\.json)$/, 'devcontainer'],
  [/(?:^|\/)\.gitpod\.ya?ml$/, 'gitpod'],
  [/\.def$|(?:^|\/)(?:Singularity|Apptainer)(?:\.[^/]*)?$/, 'apptainer'],
  [/(?:^|\/)(?:flake|shell|default|devenv)\.nix$/, 'nix'],
  [
    /^(?:binder|\.binder)\/(?:environment\.ya?ml|requirements\.txt|Pipfile|setup\.py|postBuild|apt\.txt|runtime\.txt|install\.R|Project\.toml)$/,
    'binder',
  ],
]; // biome-ignore format: a table reads better in rows
/** Endings of files that only talk about a Dockerfile, and ignore lists beside one. */
const NOT_A_RECIPE =
  /\.(?:md|rst|txt|dockerignore|py|sh|html|png|bak|orig)$|(?:^|\/)\.[^/]*ignore$|\.dockerignore$/i;
/** CI's own images, and templates with names still to be filled in, are not the project's container. */
const NOT_OURS = /^\.(?:github|gitlab|circleci|ci|azure|buildkite)\/|^ci\/|\{\{|\{%/;

export const containers = defineFact<Containers>({
  name: 'containers',
  async collect(project) {
    const tree = await project.get(files);
    const recipes: Recipe[] = [];
    const problems: { file: string; line?: number | undefined; message: string }[] = [];
    for (const { path, size, kind: entry } of tree.own) {
      if (NOT_OURS.test(path) || entry === 'other') continue;
      const kind = kindOf(path);
      if (kind === undefined || (isTest(path) && kind !== 'image-yaml' && path.includes('/fixtures/')))
        continue;
      if (kind === 'image-yaml' && (size > 64 * 1024 || entry === 'missing')) continue;
      try {
        const recipe = await readRecipe(project, tree, path, kind);
        if (recipe) recipes.push(recipe);
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        // Any YAML and any .def file is looked at; only those that are recipes by name can be broken ones.
        if (kind === 'image-yaml' || path.endsWith('.def')) continue;
        problems.push({ file: path, line: (error as { line?: number }).line, message: error.message });
      }
    }
    return {
      recipes,
      problems,
      dockerignores: tree.own
        .filter(({ path }) => /(?:^|\/)(?:[^/]*\.)?\.?dockerignore$/.test(path))
        .map(({ path }) => path),
    };
  },
});

function kindOf(path: string): RecipeKind | undefined {
  const kind = NAMES.find(([pattern]) => pattern.test(path))?.[1];
  if (kind === 'dockerfile' && NOT_A_RECIPE.test(path)) return undefined;
  return kind ?? (/(?:\.ya?ml|(?:^|\/)MLproject)$/.test(path) ? 'image-yaml' : undefined);
}

/** What a reader found, before it got its file. */
interface Found {
  images?: readonly (Omit<BaseImage, 'at' | 'via' | 'final'> &
    Partial<Pick<BaseImage, 'via' | 'final'>> & { line: number })[];
  runs?: readonly (Partial<Omit<RunStep, 'at'>> & { text: string; line: number })[];
  copies?: readonly (Partial<CopyStep> & Pick<CopyStep, 'sources' | 'target'> & { line: number })[];
  builds?: readonly { path: string; context?: string | undefined; line: number }[];
  stages?: Recipe['stages'];
  locked?: boolean;
}

async function readRecipe(
  project: Project,
  tree: Files,
  path: string,
  kind: RecipeKind,
): Promise<Recipe | undefined> {
  const folder = folderOf(path);
  const text = () => readText(project.source, path, LIMIT);
  let found: Found | undefined;
  if (kind === 'dockerfile') found = parseDockerfile(await text());
  else if (kind === 'compose') found = readCompose(await text());
  else if (kind === 'devcontainer') {
    const { image, builds, commands } = parseDevcontainer(await text());
    found = { images: image ? [image] : [], builds, runs: commands };
  } else if (kind === 'gitpod') found = readGitpod(await text());
  else if (kind === 'apptainer') found = parseApptainer(await text());
  else if (kind === 'nix') {
    const isShell =
      /(?:flake|shell|devenv)\.nix$/.test(path) || /mkShell|buildEnv|dockerTools/.test(await text());
    found = isShell
      ? { locked: tree.has(inFolder(folder, 'flake.lock')) || tree.has(inFolder(folder, 'devenv.lock')) }
      : undefined;
  } else if (kind === 'binder') found = {};
  else {
    const recipe = parseImageYaml(await text());
    found = recipe && { images: [recipe.image], runs: recipe.commands };
  }
  if (!found) return undefined;
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
      lines: run.text.split('\n').map((_, index) => line + index),
      exec: false,
      values: {},
      workdir: '/',
      stage: 0,
      mounts: [],
      ...run,
      at: at(line),
    })),
    copies: (found.copies ?? []).map(({ line, ...copy }) => ({
      into: posix.resolve('/', copy.target),
      later: false,
      stage: 0,
      ...copy,
      at: at(line),
    })),
    stages: found.stages ?? [],
    builds: (found.builds ?? []).flatMap((build) => {
      const target = resolveIn(folder, build.path);
      const context = build.context === undefined ? undefined : resolveIn(folder, build.context);
      return target === undefined
        ? []
        : [{ path: target, exists: tree.has(target), context, at: at(build.line) }];
    }),
    ...(found.locked === undefined ? {} : { locked: found.locked }),
  };
}

function readCompose(text: string): Found | undefined {
  const { images, builds, services } = parseCompose(text);
  if (!services) return undefined;
  return {
    images,
    builds: builds.map(({ dockerfile, context, line }) => ({ path: dockerfile, context, line })),
  };
}

/** Source: Gitpod, references/gitpod-yml, "image". */
function readGitpod(text: string): Found {
  const yaml = parseYaml(text);
  const image = childOf(yaml.document.contents, 'image');
  const said = textOf(image);
  if (said) return { images: [{ ...imageOf(said), line: yaml.line(image) }] };
  const file = textOf(childOf(image, 'file'));
  return file ? { builds: [{ path: file, line: yaml.line(image) }] } : {};
}
