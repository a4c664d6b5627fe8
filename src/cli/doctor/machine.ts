import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { count, listed } from '../../checks/check.js';
import { ciService } from '../../facts/git.js';
import { cachePath } from '../../hashing/cache/folder.js';
import { bytes } from '../progress.js';
import { version } from '../version.js';
import type { Item } from './diagnosis.js';

type Env = Readonly<Record<string, string | undefined>>;

/** The oldest Node that repro runs on, as in package.json. */
const OLDEST_NODE = 20;
/** Programs that people use beside repro. They are looked for on the PATH and never started. */
const TOOLS = [
  'ruff',
  'flake8',
  'dvc',
  'git-lfs',
  'git-annex',
  'uv',
  'conda',
  'docker',
  'podman',
  'nvidia-smi',
];
/** How many remembered files are counted before the size of the cache is called a lower bound. */
const MOST_COUNTED = 20_000;

/** What there is to say of the machine. Values of environment variables are looked at, never told. */
export async function machineItems(env: Env, platform: NodeJS.Platform): Promise<Item[]> {
  return [
    {
      id: 'repro',
      state: 'fine',
      text: `repro ${await version()}`,
      data: { version: await version() },
    },
    nodeItem(),
    await gitItem(),
    environmentItem(env),
    ciItem(env),
    await toolsItem(env, platform),
    await cacheItem(env, platform),
  ];
}

/** Whether a program is on the PATH. It is not started. */
export async function isOnPath(name: string, env: Env, platform: NodeJS.Platform): Promise<boolean> {
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (env.PATH ?? '').split(delimiter).filter((one) => isAbsolute(one)))
    for (const ending of endings) {
      const path = join(folder, name + ending);
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() && (await mayAccess(path, constants.X_OK))) return true;
    }
  return false;
}

function nodeItem(): Item {
  const { version: node, platform, arch } = process;
  const isOld = Number(/^v(\d+)/.exec(node)?.[1]) < OLDEST_NODE;
  return {
    id: 'node',
    state: isOld ? 'problem' : 'fine',
    text: `Node ${node} on ${platform}-${arch}, ${count(availableParallelism(), 'worker')} at once`,
    ...(isOld && { fix: `Install Node ${OLDEST_NODE} or newer.` }),
    data: { version: node, platform, arch, workers: availableParallelism() },
  };
}

async function gitItem(): Promise<Item> {
  // Outside of the project, whose configuration must not matter.
  const { stdout } = await promisify(execFile)('git', ['--version'], { timeout: 10_000, cwd: '/' }).catch(
    () => ({
      stdout: '',
    }),
  );
  const found = /(\d+\.\d+(?:\.\d+)*)/.exec(stdout)?.[1];
  return found === undefined
    ? {
        id: 'git',
        state: 'problem',
        text: 'git is not on the PATH, or does not run',
        fix: 'Install git: without it, what is committed cannot be told from what is not.',
        data: { version: null },
      }
    : { id: 'git', state: 'fine', text: `git ${found}`, data: { version: found } };
}

function environmentItem(env: Env): Item {
  const kinds = [
    ...(env.VIRTUAL_ENV ? ['a virtual environment'] : []),
    ...(env.CONDA_PREFIX ? ['a conda environment'] : []),
  ];
  return {
    id: 'environment',
    state: kinds.length === 0 ? 'note' : 'fine',
    text:
      kinds.length === 0
        ? 'no Python environment is active: what is installed is only looked for in the project'
        : `${listed(kinds)} is active`,
    data: { venv: Boolean(env.VIRTUAL_ENV), conda: Boolean(env.CONDA_PREFIX) },
  };
}

function ciItem(env: Env): Item {
  const ci = ciService(env);
  return {
    id: 'ci',
    state: 'fine',
    text: ci === undefined ? 'not in CI' : `in ${ci}`,
    data: { service: ci ?? null },
  };
}

async function toolsItem(env: Env, platform: NodeJS.Platform): Promise<Item> {
  const found: string[] = [];
  for (const name of TOOLS) if (await isOnPath(name, env, platform)) found.push(name);
  const missing = TOOLS.filter((name) => !found.includes(name));
  return {
    id: 'tools',
    state: 'fine',
    text: `on the PATH: ${listed(found, 20) || 'none of the usual tools'}${missing.length > 0 ? `; not there: ${listed(missing, 20)}` : ''}`,
    data: { found, missing },
  };
}

async function cacheItem(env: Env, platform: NodeJS.Platform): Promise<Item> {
  const path = cachePath({ env, platform });
  const where = env.REPRO_CACHE_DIR
    ? 'the folder that REPRO_CACHE_DIR names'
    : env.XDG_CACHE_HOME && path?.startsWith(env.XDG_CACHE_HOME)
      ? 'repro-check in the folder that XDG_CACHE_HOME names'
      : 'the folder of caches of this user';
  if (path === undefined)
    return {
      id: 'cache',
      state: 'note',
      text: 'hashes of data are not remembered: this user has no home folder',
      fix: 'Let REPRO_CACHE_DIR name a folder.',
      data: { bytes: null, writable: false },
    };
  const size = await sizeOf(path);
  const writable = await mayAccess(await nearestFolder(path), constants.W_OK);
  return {
    id: 'cache',
    state: writable ? 'fine' : 'problem',
    text: `hashes of data are remembered in ${where}: ${size === undefined ? 'nothing yet' : bytes(size)}${writable ? '' : ', and it cannot be written to'}`,
    ...(!writable && { fix: 'Make it writable, or let REPRO_CACHE_DIR name another folder.' }),
    data: { bytes: size ?? null, writable },
  };
}

/** Bytes of the files below a folder, as far as they are counted; undefined when it is not there. */
async function sizeOf(folder: string): Promise<number | undefined> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!found) return undefined;
  let total = 0;
  for (const entry of found.slice(0, MOST_COUNTED))
    if (entry.isFile())
      total += (await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0;
  return total;
}

async function nearestFolder(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    if (await stat(at).catch(() => undefined)) return at;
    if (dirname(at) === at) return at;
  }
}

function mayAccess(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
