import { realpath } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, relative, sep } from 'node:path';
import { CannotTell } from '../errors.js';
import { dependencies } from './dependencies.js';
import { defineFact, type Fact, type Project } from './fact.js';
import type { Environment as MarkerValues } from './formats/markers.js';
import { isNeeded } from './installed/drift.js';
import type { Environment, Installed } from './installed/model.js';
import { neededNames } from './installed/needed.js';
import { names, readEnvironment } from './installed/read.js';
import { lockfiles } from './lockfiles.js';
import { FolderSource } from './source.js';

export type * from './installed/model.js';

/** Folders in which environments are made, in the order in which they are looked for. Source: venv, uv, virtualenv, pixi, conda. */
const FOLDERS = ['.venv', 'venv', 'env', '.env', '.virtualenv', 'virtualenv', '.conda', '.pixi/envs/default'];

/**
 * The environment of the project: one that lies in its folder, else the one that the user's shell has activated. A folder
 * of the project is read only as far as it lies in the project; outside it only what the user names is read, never
 * a path that the project names.
 */
export const installed: Fact<Installed> = defineFact<Installed>({
  name: 'installed',
  timeLimitMs: 60_000,
  async collect(project) {
    const active = await activeEnvironments(project);
    const folders = [...active.flatMap(({ inside }) => inside ?? []), ...(await madeFolders(project))];
    const refused: string[] = [];
    for (const folder of new Set(folders)) {
      try {
        const found = await readEnvironment(project.source, folder);
        if (found) return await told(project, environmentOf(folder, 'project', found), refused);
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        refused.push(error.message);
      }
    }
    // The parts of a repository often share one environment, at its root.
    const shared =
      project.part && project.part.folder !== '' ? await project.part.whole.get(installed) : undefined;
    if (shared?.environment) return await told(project, shared.environment, refused);
    for (const { outside } of active) {
      const environment = outside === undefined ? undefined : await readOutside(outside);
      if (environment) return await told(project, environment, refused);
    }
    return { refused };
  },
});

async function told(
  project: Project,
  environment: Environment,
  refused: readonly string[],
): Promise<Installed> {
  const { main } = await project.get(lockfiles);
  const { runtime } = await project.get(dependencies);
  const direct = runtime.filter((one) => isNeeded(one, environment)).map(({ name }) => name);
  const needed = await neededNames(project, main, direct, environment.markers ?? {});
  return { environment, needed, refused };
}

/** Environments that the user names: the path in the project, or the real path of a folder outside. */
async function activeEnvironments(project: Project): Promise<{ inside?: string; outside?: string }[]> {
  const { root } = project.source;
  const out: { inside?: string; outside?: string }[] = [];
  for (const path of project.environments) {
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) continue;
    const below = root !== undefined && real.startsWith(root + sep) ? relative(root, real) : undefined;
    out.push(below === undefined ? { outside: real } : { inside: below.split(sep).join('/') });
  }
  return out;
}

/** Folders at the root that may be environments. */
async function madeFolders(project: Project): Promise<string[]> {
  const present = new Set(await names(project.source, ''));
  return FOLDERS.filter((folder) => present.has(folder.split('/')[0]!));
}

async function readOutside(path: string): Promise<Environment | undefined> {
  try {
    const found = await readEnvironment(await FolderSource.open(path), '');
    return found && environmentOf(basename(path), 'shell', found);
  } catch (error) {
    if (error instanceof CannotTell || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

function environmentOf(
  name: string,
  from: Environment['from'],
  found: Omit<Environment, 'name' | 'from' | 'markers'>,
): Environment {
  return { name, from, markers: markersOf(found.python), ...found };
}

/** What markers see of this machine and of an environment's Python. Source: PEP 508, "Environment Markers". */
function markersOf(python: string | undefined): MarkerValues {
  const os = platform();
  const system = { linux: 'Linux', darwin: 'Darwin', win32: 'Windows' }[os as string];
  return {
    sys_platform: os,
    os_name: os === 'win32' ? 'nt' : 'posix',
    ...(system === undefined ? {} : { platform_system: system }),
    ...(python === undefined ? {} : { python_version: python.split('.').slice(0, 2).join('.') }),
    ...(python === undefined || python.split('.').length < 3 ? {} : { python_full_version: python }),
  };
}
