import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { parseApptainer } from '../formats/apptainer.js';
import { parseCompose, parseEnvFile } from '../formats/compose.js';
import { parseDevcontainer, parseFeatureLock } from '../formats/devcontainer.js';
import { parseDockerfile } from '../formats/dockerfile.js';
import { parseGitpod } from '../formats/gitpod.js';
import { parseImageYaml } from '../formats/image-yaml.js';
import { parseNix } from '../formats/nix.js';
import { baseName, folderOf, inFolder, resolveIn } from '../paths.js';
import { readText } from '../source.js';
import type { BuiltImage } from './built-images.js';
import type { BaseImage, BuildArgs, CopyStep, Feature, Recipe, RecipeKind, RunStep } from './model.js';

/** Recipes are small; a larger file is something else. */
const LIMIT = 1024 * 1024;
/** Most sets of build arguments with which one Dockerfile is read. */
const MOST_VARIANTS = 8;

/** What a reader found, before it got its file. */
export interface Found {
  images?: readonly (Omit<BaseImage, 'at' | 'via' | 'final'> &
    Partial<Pick<BaseImage, 'via' | 'final'>> & { line: number })[];
  runs?: readonly (Partial<Omit<RunStep, 'at'>> & { text: string; line: number })[];
  copies?: readonly (Partial<CopyStep> & Pick<CopyStep, 'sources' | 'target'> & { line: number })[];
  builds?: readonly {
    path: string;
    context?: string | undefined;
    args?: BuildArgs | undefined;
    /** The folder from which the paths count; that of the file unless given. */
    base?: string | undefined;
    line: number;
  }[];
  stages?: Recipe['stages'];
  locked?: boolean | undefined;
  sources?: readonly { text: string; pinned: boolean | undefined; line: number }[];
  features?: readonly { text: string; pin: Feature['pin']; line: number }[];
  /** Images that it builds and names. */
  built?: readonly BuiltImage[];
}

/** Reads one recipe; undefined for a file that is none. Throws `CannotTell`, with a line where there is one. */
export async function readRecipe(
  project: Project,
  tree: Files,
  path: string,
  kind: Exclude<RecipeKind, 'dockerfile'>,
): Promise<Found | undefined> {
  const folder = folderOf(path);
  const text = await readText(project.source, path, LIMIT);
  switch (kind) {
    case 'compose':
      return await readCompose(project, tree, path, text);
    case 'devcontainer': {
      const { image, builds, commands, features } = parseDevcontainer(text);
      const lock = await optional(
        project,
        tree,
        inFolder(
          folder,
          baseName(path).startsWith('.') ? '.devcontainer-lock.json' : 'devcontainer-lock.json',
        ),
      );
      const locked = lock === undefined ? new Set<string>() : parseFeatureLock(lock);
      return {
        images: image ? [image] : [],
        builds,
        runs: commands,
        features: features.map((one) => (locked.has(one.text) ? { ...one, pin: 'lock' } : one)),
      };
    }
    case 'gitpod':
      return parseGitpod(text);
    case 'apptainer':
      return parseApptainer(text);
    case 'nix':
      return readNix(tree, path, text);
    case 'binder':
      return {};
    default: {
      const recipe = parseImageYaml(text);
      return recipe && { images: [recipe.image], runs: recipe.commands };
    }
  }
}

/**
 * Reads a Dockerfile with each set of build arguments with which the project builds it; commands and copies are those
 * of the first set. An image that one set leaves open and another tells is told.
 */
export async function readDockerfile(
  project: Project,
  path: string,
  variants: readonly BuildArgs[],
): Promise<Found> {
  const text = await readText(project.source, path, LIMIT);
  const [first, ...others] = variants.slice(0, MOST_VARIANTS).map((args) => parseDockerfile(text, args));
  const main = first ?? parseDockerfile(text);
  const all = [main, ...others].flatMap(({ images }) => images);
  const seen = new Map<string, (typeof all)[number]>();
  for (const image of all) {
    const isTold = (one: typeof image) => one.line === image.line && one.pin !== 'unknown';
    if (image.pin === 'unknown' && all.some(isTold)) continue;
    const key = `${image.line} ${image.via} ${image.resolved ?? image.text}`;
    if (!seen.has(key)) seen.set(key, image);
  }
  return { ...main, images: [...seen.values()] };
}

async function readCompose(
  project: Project,
  tree: Files,
  path: string,
  text: string,
): Promise<Found | undefined> {
  const folder = folderOf(path);
  const env = await optional(project, tree, inFolder(folder, '.env'));
  const values = parseEnvFile(env ?? '');
  const value = (name: string) => values.get(name);
  const read = parseCompose(text, value);
  if (!read.services) return undefined;
  const images: (typeof read.images)[number][] = [...read.images];
  const builds: NonNullable<Found['builds']>[number][] = read.builds.map(
    ({ dockerfile, context, args, line }) => ({ path: dockerfile, context, args, line }),
  );
  // One step to another file: what that extends in turn is told by it, where it is a compose file by its name.
  for (const { file, service, line } of read.extends) {
    const other = resolveIn(folder, file);
    const said = other === undefined ? undefined : await optional(project, tree, other);
    if (other === undefined || said === undefined) continue;
    const base = parseCompose(said, value, service);
    images.push(...base.images.map((image) => ({ ...image, line })));
    for (const { dockerfile, context, args } of base.builds)
      builds.push({ path: dockerfile, context, args, line, base: folderOf(other) });
  }
  const inline = read.inline.map(({ text: body, args, line }) => ({ ...parseDockerfile(body, args), line }));
  return {
    images: [
      ...images,
      ...inline.flatMap((one) => one.images.map((image) => ({ ...image, line: image.line + one.line - 1 }))),
    ],
    runs: inline.flatMap(({ runs, line: start }) =>
      runs.map((run) => ({
        ...run,
        stage: 0,
        line: run.line + start - 1,
        lines: run.lines.map((at) => at + start - 1),
      })),
    ),
    builds,
    built: read.tags.map(({ name, dockerfile, line }) => ({
      names: [name],
      dockerfiles: [dockerfile === undefined ? undefined : resolveIn(folder, dockerfile)].filter(
        (one) => one !== undefined,
      ),
      args: new Map(),
      at: { file: path, line },
    })),
  };
}

/**
 * A Nix environment and what fixes it: flake.lock and devenv.lock; the pins of niv (`nix/sources.json`) and npins
 * (`npins/sources.json`) where the file reads them; or its own text.
 * Source: Nix manual, "nix flake", "Lock files"; nmattia/niv and andir/npins, README; devenv.sh, "Files and variables".
 */
function readNix(tree: Files, path: string, text: string): Found | undefined {
  const folder = folderOf(path);
  const has = (name: string) => tree.has(inFolder(folder, name));
  const name = baseName(path);
  const { sources, paths, isEnvironment } = parseNix(text);
  if (name === 'default.nix' && !isEnvironment) return undefined;
  if (name === 'devenv.nix') return { locked: has('devenv.lock') || has('flake.lock'), sources: [] };
  if (has('flake.lock')) return { locked: true, sources: [] };
  if (name === 'flake.nix') return { locked: flakeIsFixed(text), sources: [] };
  const pins = paths.flatMap((said) => {
    const target = resolveIn(folder, said);
    if (target === undefined) return [];
    const at = target.endsWith('sources.nix')
      ? inFolder(folderOf(target), 'sources.json')
      : inFolder(target, 'sources.json');
    return /(?:^|\/)(?:sources\.nix|npins(?:\/default\.nix)?|nix)\/?$/.test(target)
      ? [tree.has(at) || tree.has(inFolder(folderOf(target), 'sources.json'))]
      : [];
  });
  const states = [...sources.map(({ pinned }) => pinned), ...pins];
  const locked = states.includes(false)
    ? false
    : states.length === 0 || states.includes(undefined)
      ? undefined
      : true;
  return { locked, sources };
}

/** Whether each input of a flake without a lock names a commit; one without inputs needs no lock. */
function flakeIsFixed(text: string): boolean {
  const addresses =
    text.match(/\b(?:github|gitlab|sourcehut|git\+https|git\+ssh|tarball\+https):[^\s"';]{1,500}/g) ?? [];
  return addresses.length > 0 && addresses.every((one) => /[/=][0-9a-f]{40}\b/.test(one));
}

/** The text of a file beside a recipe; undefined where there is none. Throws `CannotTell` where it cannot be read. */
async function optional(project: Project, tree: Files, path: string): Promise<string | undefined> {
  if (!tree.has(path)) return undefined;
  try {
    return await readText(project.source, path, LIMIT);
  } catch (error) {
    if (error instanceof CannotTell)
      throw new CannotTell(`${path} beside it cannot be read: ${error.message}`);
    throw error;
  }
}
