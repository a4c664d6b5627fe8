import { join } from 'node:path';
import type { Policy } from '../engine/policy.js';
import type { UserError } from '../errors.js';
import type { Project } from '../facts/fact.js';
import { files as filesFact } from '../facts/files.js';
import { climb, foldersOf, isIn } from '../facts/paths.js';
import type { Settings } from '../facts/settings.js';
import { globMatcher, isGlob } from '../globs.js';
import { didYouMean } from '../suggest.js';
import { configIn } from './discover.js';
import { type Config, chainOf } from './load.js';
import { isPreset, preset } from './presets.js';
import { clean, type Layer, policyOf, settingsOf } from './resolve.js';

/** One project of a repository that holds several, as the config names it. */
export interface ProjectFolder {
  /** Relative to the root; `.` for the root beside the others. */
  path: string;
  name?: string | undefined;
}

/**
 * The projects that the config lists, globs followed, sorted; undefined when it lists none, so that they are to be
 * found. Throws `UserError` with the place of an entry that no folder fits, or that lies in another one.
 */
export async function listedProjects(config: Config, root: Project): Promise<ProjectFolder[] | undefined> {
  const layer = config.layers.findLast(({ input }) => input.projects);
  if (!layer?.input.projects) return undefined;
  const { own, all } = await root.get(filesFact);
  const folders = foldersOf(all.map(({ path }) => path));
  const withCode = foldersOf(own.map(({ path }) => path).filter((path) => MANIFEST_OR_CODE.test(path)));
  const found = new Map<string, ProjectFolder & { at: readonly (string | number)[] }>();
  for (const [nth, entry] of layer.input.projects.entries()) {
    const { path: written, name } = typeof entry === 'string' ? { path: entry } : entry;
    const at = typeof entry === 'string' ? ['projects', nth] : ['projects', nth, 'path'];
    const wrong = (message: string) => mistake(layer, at, `projects[${nth}] ${message}`);
    const path = clean(written);
    const hasGlob = isGlob(path);
    const matches = hasGlob ? globMatcher([path]) : (folder: string) => folder === path;
    const fitting = path === '.' ? ['.'] : [...(hasGlob ? withCode : folders)].filter(matches);
    if (hasGlob && fitting.length === 0)
      throw wrong(`fits no folder that holds a manifest or code: "${written}"`);
    if (fitting.length === 0)
      throw wrong(`names no folder with files of this repository: "${written}"${didYouMean(path, folders)}`);
    if (name !== undefined && fitting.length > 1)
      throw wrong(`gives one name to ${fitting.length} folders: "${written}"`);
    for (const folder of fitting) {
      const known = found.get(folder);
      if (!known || name !== undefined) found.set(folder, { path: folder, name: name ?? known?.name, at });
    }
  }
  for (const { path, at } of found.values()) {
    const outer = [...found.keys()].find((other) => isIn(path, other));
    if (outer !== undefined)
      throw mistake(layer, at, `${at.join('.')}: ${path} lies in ${outer}, which is a project too`);
  }
  return [...found.values()].map(({ at: _, ...one }) => one).sort((a, b) => (a.path < b.path ? -1 : 1));
}

const MANIFEST_OR_CODE =
  /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|pixi\.toml|environment\.ya?ml|[\w.-]*requirements[\w.-]*\.txt|DESCRIPTION|Project\.toml|[^/]+\.(?:py|ipynb|R|jl))$/;

function mistake(layer: Layer, at: readonly (string | number)[], message: string): UserError {
  // Only files list projects, and every layer of a file can tell where it is.
  return layer.mistake!(at, message);
}

/** What is known of a project in a repository of several: what the root's config says of its folder, then its own one. */
export interface ProjectConfig {
  name: string | undefined;
  settings: Settings;
  policy: Policy;
}

export interface ProjectConfigRequest {
  /** All project folders of the repository. */
  folders: readonly string[];
  /** False where no config is to be looked for. */
  own: boolean;
}

/**
 * The config of one project. Its own repro.config.yaml is stronger than the root's; only the gate and the target level
 * are the root's alone. Throws `UserError` as `loadConfig` does.
 */
export async function projectConfig(
  config: Config,
  { path: folder, name }: ProjectFolder,
  { folders, own }: ProjectConfigRequest,
): Promise<ProjectConfig> {
  const below = folder === '.' ? '' : folder;
  const mine =
    below === ''
      ? (path: string) => !folders.some((other) => isIn(path, other) || path === other)
      : undefined;
  const given = narrowed(config.settings, below, mine ?? ((path) => isIn(path, below) || path === below));
  const { policy } = config;
  if (below === '') {
    // The root's waivers are applied to all results; its other rules are its own already.
    return {
      name: name ?? config.settings.project.name,
      settings: given,
      policy: { ...policy, waivers: [] },
    };
  }
  const found = own ? await configIn(join(config.root, below)) : undefined;
  if (!found) return { name, settings: given, policy: { ...policy, waivers: [] } };
  const { checks } = config;
  const known = async () => ({ checks, lacksPlugins: !config.plugins.loaded });
  const chain = await chainOf({ ...found, shown: found.name }, known, `${below}/`);
  const withPlugins = chain.find(({ input }) => input.plugins);
  if (withPlugins?.mistake)
    throw withPlugins.mistake(
      ['plugins'],
      'plugins stands in the config of the repository, not of a project in it',
    );
  const base = chain[0]?.input.extends;
  const start: Layer[] = base !== undefined && isPreset(base) ? [{ input: preset(base, checks) }] : [];
  const merged = policyOf([...config.layers, ...start, ...chain], checks, policy.today);
  const settings = settingsOf(chain);
  return {
    name: name ?? settings.project.name,
    settings: joined(given, withPlaces(settings, below)),
    policy: {
      ...policy,
      checks: merged.checks,
      waivers: policyOf(chain, checks, policy.today).waivers.map((waiver) => ({ ...waiver, within: below })),
    },
  };
}

/** What the root's settings say of one folder, with paths that count from it. */
function narrowed(
  { project, environment, data, metrics }: Settings,
  folder: string,
  isMine: (path: string) => boolean,
): Settings {
  const at = (path: string) => (folder === '' ? path : path === folder ? '.' : path.slice(folder.length + 1));
  const own = (paths: readonly string[]) => paths.filter(isMine).map(at);
  const lockfile = environment.lockfile;
  return withPlaces(
    {
      project: {
        source: own(project.source).filter((path) => path !== '.'),
        entrypoints: Object.fromEntries(
          Object.entries(project.entrypoints).flatMap(([role, path]) =>
            isMine(path) ? [[role, at(path)]] : [],
          ),
        ),
        // Files left out in the repository are left out by the view of it.
        exclude: [],
        linter: project.linter,
      },
      environment: {
        python: environment.python,
        manifests: own(environment.manifests),
        lockfile: lockfile !== undefined && isMine(lockfile) ? at(lockfile) : undefined,
      },
      data: data.flatMap((one) => {
        if (one.path === undefined) return folder === '' ? [one] : [];
        return isMine(one.path) ? [{ ...one, path: at(one.path) }] : [];
      }),
      metrics: metrics.flatMap((one) => (isMine(one.file) ? [{ ...one, file: at(one.file) }] : [])),
    },
    folder,
  );
}

/** Settings whose declarations stand where they are as seen from a folder. */
function withPlaces(settings: Settings, folder: string): Settings {
  const seen = <T extends { declaredIn?: string | undefined }>(one: T): T =>
    one.declaredIn === undefined || one.declaredIn.startsWith('/')
      ? one
      : { ...one, declaredIn: climb(folder, one.declaredIn) };
  return { ...settings, data: settings.data.map(seen), metrics: settings.metrics.map(seen) };
}

/** Two settings, of which the second is the stronger. */
function joined(weak: Settings, strong: Settings): Settings {
  const either = <T extends object>(a: T, b: T): T => (Object.keys(b).length > 0 ? b : a);
  const isNew = (path: string | undefined) =>
    !strong.data.some((one) => one.path !== undefined && one.path === path);
  return {
    project: {
      name: strong.project.name,
      source: either(weak.project.source, strong.project.source),
      entrypoints: either(weak.project.entrypoints, strong.project.entrypoints),
      exclude: strong.project.exclude,
      linter: strong.project.linter,
    },
    environment: {
      python: strong.environment.python ?? weak.environment.python,
      manifests: either(weak.environment.manifests, strong.environment.manifests),
      lockfile: strong.environment.lockfile ?? weak.environment.lockfile,
    },
    data: [...weak.data.filter(({ path }) => isNew(path)), ...strong.data],
    metrics: [
      ...weak.metrics.filter(({ file }) => !strong.metrics.some((one) => one.file === file)),
      ...strong.metrics,
    ],
  };
}
