import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { checks } from '../checks/index.js';
import { type Config, loadConfig } from '../config/load.js';
import { Project, type ProjectOptions } from '../facts/fact.js';
import { FolderSource } from '../facts/source.js';
import type { DigestCache } from '../hashing/cache/cache.js';
import type { LoadedPlugin } from '../plugin/load.js';
import { allowedRoots } from './allowed-roots.js';
import { digestsFor } from './digests.js';
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
  /** Folders outside the project to which links may lead. */
  allowRoot?: readonly string[] | undefined;
  /** Stores that the config may name. */
  allowEndpoint?: readonly string[] | undefined;
}

/** A project with its config. Throws `UserError` for a path that is no folder, and for mistakes in the config. */
export async function openProject(
  path: string,
  { config: file, jobs, cache, online = false, allowEndpoint = [], allowPlugins, allowRoot }: ProjectFlags,
  onProgress?: ProjectOptions['onProgress'],
): Promise<{ project: Project; config: Config; digests: DigestCache; plugins: LoadedPlugin[] }> {
  const folder = await projectFolder(path);
  const { loaded: plugins, load: loadPlugins } = pluginLoader({ allowPlugins });
  const config = await loadConfig({
    folder,
    checks,
    today: new Date().toISOString().slice(0, 10),
    file: file === true ? undefined : file,
    loadPlugins,
  });
  const source = await FolderSource.open(config.root, await allowedRoots(allowRoot));
  const digests = digestsFor(source.root, cache);
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

/** The environments that the user's shell has activated: a virtual one first, since it is what `python` then means. */
function activeEnvironments(): string[] {
  const { VIRTUAL_ENV, CONDA_PREFIX } = process.env;
  return [VIRTUAL_ENV, CONDA_PREFIX].filter((path): path is string => path !== undefined && isAbsolute(path));
}
