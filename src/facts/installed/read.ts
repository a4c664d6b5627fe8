import { readdir } from 'node:fs/promises';
import { CannotTell } from '../../errors.js';
import { parseJson, property } from '../formats/json.js';
import type { Problem } from '../formats/manifest.js';
import type { Source } from '../source.js';
import { decodeText } from '../text.js';
import {
  importsOfRecord,
  type Metadata,
  named,
  parseDirectUrl,
  parseMetadata,
  parsePyvenv,
  parseTopLevel,
} from './metadata.js';
import type { Environment, InstalledPackage } from './model.js';

/** Most entries of a folder, and largest records, in bytes; real environments stay far below. */
const MOST_ENTRIES = 20_000;
const MOST_PACKAGES = 5_000;
const SMALL = 64 * 1024;
const METADATA_LIMIT = 4 * 1024 * 1024;
const RECORD_LIMIT = 8 * 1024 * 1024;
/** conda-meta files list every file of the package. */
const CONDA_LIMIT = 32 * 1024 * 1024;

type Read = Omit<Environment, 'name' | 'from' | 'markers'>;

/**
 * What is installed in the environment at a folder of a source; undefined when there is none. Reads records only and
 * runs nothing: `*.dist-info`, `*.egg-info`, `conda-meta/*.json`, `pyvenv.cfg`. Whatever leads outside the source is not read.
 * Throws `CannotTell` when the folder itself leads outside.
 */
export async function readEnvironment(source: Source, folder: string): Promise<Read | undefined> {
  const at = (...parts: string[]) => [folder, ...parts].filter((part) => part !== '').join('/');
  const settings = await textOf(source, at('pyvenv.cfg'), SMALL).catch(ignoreAbsent);
  const condaFiles = (await names(source, at('conda-meta'))).filter((name) => name.endsWith('.json'));
  if (settings === undefined && condaFiles.length === 0) return undefined;
  const problems: Problem[] = [];
  const conda: InstalledPackage[] = [];
  for (const file of condaFiles.slice(0, MOST_PACKAGES)) {
    const found = await noting(problems, () => condaPackage(source, at('conda-meta', file)));
    if (found) conda.push(found);
  }
  const venv = settings === undefined ? { system: false } : parsePyvenv(settings);
  const python = venv.python ?? conda.find(({ name }) => name === 'python')?.version ?? undefined;
  const pypi: InstalledPackage[] = [];
  for (const site of await sitePackages(source, folder, python)) {
    pypi.push(...(await readSite(source, site, problems)));
  }
  // conda writes dist-info folders for its own packages too.
  const byName = new Map(conda.map((one) => [one.name.replaceAll(/[-_.]+/g, '-'), one]));
  const packages = [...conda];
  for (const one of pypi) {
    const twin = byName.get(one.name);
    if (twin && twin.version === one.version) {
      packages[packages.indexOf(twin)] = { ...twin, imports: one.imports };
      byName.set(one.name, packages.find(({ name }) => name === twin.name)!);
    } else packages.push(one);
  }
  if (Math.max(condaFiles.length, pypi.length) >= MOST_PACKAGES)
    problems.push({ message: `more than ${MOST_PACKAGES} packages are installed` });
  return {
    kind: condaFiles.length > 0 ? 'conda' : 'venv',
    ...(python === undefined ? {} : { python }),
    system: venv.system,
    packages: packages.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    problems,
  };
}

/** The folders in which an environment keeps its packages. Source: PEP 405; `sysconfig`, schemes `venv` and `nt`. */
async function sitePackages(source: Source, folder: string, python: string | undefined): Promise<string[]> {
  const at = (...parts: string[]) => [folder, ...parts].filter((part) => part !== '').join('/');
  const minor = python === undefined ? undefined : `python${python.split('.').slice(0, 2).join('.')}`;
  const versions = (await names(source, at('lib'))).filter((name) => /^(?:python|pypy)\d\.\d+t?$/.test(name));
  const own = versions.filter((name) => name.replace(/t$/, '') === minor);
  const posix = (own.length > 0 ? own : versions).map((name) => at('lib', name, 'site-packages'));
  return posix.length > 0 ? posix : [at('Lib', 'site-packages')];
}

async function readSite(source: Source, site: string, problems: Problem[]): Promise<InstalledPackage[]> {
  const out: InstalledPackage[] = [];
  const entries = await names(source, site);
  if (entries.length >= MOST_ENTRIES) problems.push({ message: `${site} holds too many entries to read` });
  for (const entry of entries) {
    // What pip renames while it uninstalls begins with a tilde; it is no longer installed.
    if (entry.startsWith('~') || out.length >= MOST_PACKAGES) continue;
    const folder = `${site}/${entry}`;
    let found: InstalledPackage | undefined;
    if (entry.endsWith('.dist-info')) found = await noting(problems, () => distInfo(source, folder));
    else if (entry.endsWith('.egg-info')) found = await noting(problems, () => eggInfo(source, folder));
    else if (entry.endsWith('.egg'))
      found = await noting(problems, () => eggInfo(source, `${folder}/EGG-INFO`));
    if (found) out.push(found);
  }
  return out;
}

async function distInfo(source: Source, folder: string): Promise<InstalledPackage> {
  const metadata = parseMetadata(await textOf(source, `${folder}/METADATA`, METADATA_LIMIT));
  if (!metadata) throw new CannotTell(`${folder}/METADATA names no package and version`);
  const direct = await textOf(source, `${folder}/direct_url.json`, SMALL).catch(ignoreAbsent);
  const top = await textOf(source, `${folder}/top_level.txt`, SMALL).catch(ignoreAbsent);
  const record =
    top === undefined
      ? await textOf(source, `${folder}/RECORD`, RECORD_LIMIT).catch(ignoreAbsent)
      : undefined;
  return {
    ...packageOf(metadata),
    ...(direct === undefined ? {} : parseDirectUrl(parseJson(direct))),
    imports: top === undefined ? importsOfRecord(record ?? '') : parseTopLevel(top),
  };
}

/** Source: setuptools, "The Internal Structure of Python Eggs": a folder with PKG-INFO, or that file itself. */
async function eggInfo(source: Source, path: string): Promise<InstalledPackage> {
  const inside = await textOf(source, `${path}/PKG-INFO`, METADATA_LIMIT).catch(ignoreAbsent);
  const metadata = parseMetadata(inside ?? (await textOf(source, path, METADATA_LIMIT)));
  if (!metadata) throw new CannotTell(`${path} names no package and version`);
  const top =
    inside === undefined
      ? undefined
      : await textOf(source, `${path}/top_level.txt`, SMALL).catch(ignoreAbsent);
  return { ...packageOf(metadata), imports: parseTopLevel(top ?? '') };
}

/** Source: conda, "conda-meta" records (`PrefixRecord`): `name`, `version`, `build`, `channel`. */
async function condaPackage(source: Source, path: string): Promise<InstalledPackage> {
  const value = parseJson(await textOf(source, path, CONDA_LIMIT));
  const metadata = named(property(value, 'name'), property(value, 'version'));
  if (!metadata) throw new CannotTell(`${path} names no package and version`);
  return {
    name: String(property(value, 'name')).toLowerCase(),
    version: metadata.version,
    ecosystem: 'conda',
    imports: [],
  };
}

function packageOf({ name, version }: Metadata): Pick<InstalledPackage, 'name' | 'version' | 'ecosystem'> {
  return { name, version, ecosystem: 'pypi' };
}

/** What a reader gives; what it cannot tell becomes a problem. */
async function noting<T>(problems: Problem[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    if (problems.length < 50) problems.push({ message: error.message });
    return undefined;
  }
}

async function textOf(source: Source, path: string, limit: number): Promise<string> {
  return decodeText(await source.bytes(path, limit)).text;
}

/** An absent file is no problem; any other reason why one cannot be read is. */
function ignoreAbsent(error: unknown): undefined {
  if (error instanceof CannotTell && error.message.endsWith('does not exist')) return undefined;
  throw error;
}

/** Names in a folder of a source, sorted; none when it is absent or leads outside. Ignored files are seen too. */
export async function names(source: Source, folder: string): Promise<string[]> {
  if (source.root === undefined) {
    const { files } = await source.list();
    const below = folder === '' ? '' : `${folder}/`;
    const inside = files.filter(({ path }) => path.startsWith(below));
    return [...new Set(inside.map(({ path }) => path.slice(below.length).split('/')[0]!))].sort();
  }
  try {
    const real = folder === '' ? source.root : await source.locate(folder);
    return real === undefined ? [] : (await readdir(real)).slice(0, MOST_ENTRIES).sort();
  } catch (error) {
    if (error instanceof CannotTell || (error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
}
