import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { type Config, loadConfig, loadSettings } from '../config/load.js';
import { Project, type ProjectOptions } from '../facts/fact.js';
import { FolderSource } from '../facts/source.js';
import { DigestCache } from '../hashing/cache/cache.js';
import { cachePath } from '../hashing/cache/folder.js';
import type { LoadedPlugin } from '../plugin/load.js';
import { projectFolder } from './folder.js';
import { sourceComparer } from './locking/comparer.js';
import { type PluginFlags, pluginLoader } from './plugins.js';

/** Flags that every command which opens a project takes. */
export interface ProjectFlags extends PluginFlags {
  /** A path, or false for `--no-config`; commander gives true when neither flag was given. */
  config?: string | boolean | undefined;
  jobs?: number | undefined;
  /** False for `--no-cache`. */
  cache?: boolean | undefined;
  /** Whether what lies at stores is compared too. */
  online?: boolean | undefined;
  /** Stores that the config may name. */
  allowEndpoint?: readonly string[] | undefined;
}

/** A project with its config. Throws `UserError` for a path that is no folder, and for mistakes in the config. */
export async function openProject(
  path: string,
  { config: file, jobs, cache, online = false, allowEndpoint = [], allowPlugins }: ProjectFlags,
  onProgress?: ProjectOptions['onProgress'],
): Promise<{ project: Project; config: Config; digests: DigestCache; plugins: LoadedPlugin[] }> {
  const folder = await projectFolder(path);
  const { loaded: plugins, load: loadPlugins } = pluginLoader({ allowPlugins });
  const config = await loadConfig({
    folder,
    checks: await allChecks(),
    today: new Date().toISOString().slice(0, 10),
    file: file === true ? undefined : file,
    loadPlugins,
  });
  const source = await FolderSource.open(config.root);
  const digests = digestsFor(source, cache);
  const project = new Project(source, {
    settings: config.settings,
    jobs: jobs ?? availableParallelism(),
    environments: activeEnvironments(),
    digests,
    ...(online && { compareSources: sourceComparer(allowEndpoint) }),
    ...(onProgress && { onProgress }),
  });
  return { project, config, digests, plugins };
}

/** The files and settings of a project, for what judges nothing. Throws as `openProject` does. */
export async function openFiles(
  path: string,
  { config: file, cache }: Pick<ProjectFlags, 'config' | 'cache'>,
): Promise<{ source: FolderSource; config: Pick<Config, 'root' | 'settings'>; digests: DigestCache }> {
  const config = await loadSettings({
    folder: await projectFolder(path),
    checks: allChecks,
    file: file === true ? undefined : file,
  });
  const source = await FolderSource.open(config.root);
  return { source, config, digests: digestsFor(source, cache) };
}

async function allChecks() {
  return (await import('../checks/index.js')).checks;
}

function digestsFor({ root }: FolderSource, cache: boolean | undefined): DigestCache {
  const folder = cachePath({ env: process.env, platform: process.platform });
  return new DigestCache({ root, folder, believe: cache !== false });
}

/** The environments that the user's shell has activated: a virtual one first, since it is what `python` then means. */
function activeEnvironments(): string[] {
  const { VIRTUAL_ENV, CONDA_PREFIX } = process.env;
  return [VIRTUAL_ENV, CONDA_PREFIX].filter((path): path is string => path !== undefined && isAbsolute(path));
}
