import { CannotTell } from '../../errors.js';
import type { Manifest } from '../dependencies.js';
import type { Project } from '../fact.js';
import { parseCondaEnvironment } from '../formats/conda-environment.js';
import { isCondaExplicit, parseCondaExplicit } from '../formats/conda-explicit.js';
import { parseCondaLock } from '../formats/conda-lock.js';
import { isJuliaManifest, parseJuliaManifest } from '../formats/julia-manifest.js';
import type { LockKind, LockText } from '../formats/lock.js';
import { parsePdmLock } from '../formats/pdm-lock.js';
import { exactVersion } from '../formats/pep508.js';
import { parsePipfileLock } from '../formats/pipfile-lock.js';
import { parsePixiLock } from '../formats/pixi-lock.js';
import { parsePoetryLock } from '../formats/poetry-lock.js';
import { parsePylock } from '../formats/pylock.js';
import { parseRenvLock } from '../formats/renv-lock.js';
import { parseRequirements } from '../formats/requirements.js';
import { parseUvLock } from '../formats/uv-lock.js';
import { readText } from '../source.js';

/** Largest lockfile that is read, in bytes: those of big workspaces pass the limit of other text files. */
const LOCK_LIMIT = 32 * 1024 * 1024;

const NAMES: readonly [RegExp, LockKind][] = [
  [/(?:^|\/)uv\.lock$/, 'uv.lock'],
  [/\.py\.lock$/, 'uv.lock'],
  [/(?:^|\/)poetry\.lock$/, 'poetry.lock'],
  [/(?:^|\/)pdm(?:\.[\w-]+)?\.lock$/, 'pdm.lock'],
  [/(?:^|\/)Pipfile\.lock$/, 'Pipfile.lock'],
  [/(?:^|\/)pylock(?:\.[^./]+)?\.toml$/, 'pylock.toml'],
  [/(?:^|\/)(?:[\w.-]*[.-])?conda-lock\.ya?ml$/, 'conda-lock'],
  [/(?:^|\/)pixi\.lock$/, 'pixi.lock'],
  [/(?:^|\/)renv\.lock$/, 'renv.lock'],
  [/(?:^|\/)(?:Julia)?Manifest(?:-v[\d.]+)?\.toml$/, 'Manifest.toml'],
  [/(?:^|\/)[^/]*(?:explicit|conda|spec|linux|osx|win)[^/]*\.(?:txt|lock)$/i, 'conda-explicit'],
];

/** What a lockfile says beyond the package list that all formats share. */
export type ReadLock = LockText & {
  /** Folders, relative to the lock, whose pyproject.toml belongs to it. */
  members?: readonly string[];
  /** Files, relative to the lock, that it was made from. */
  sources?: readonly string[];
};

/** The kind of a lockfile by its path; undefined for a file that is none. */
export function lockKind(path: string): LockKind | undefined {
  return NAMES.find(([pattern]) => pattern.test(path))?.[1];
}

/** Reads a lockfile; undefined when the file turns out to be none. One that cannot be read is a lock with a problem. */
export async function readLock(
  project: Project,
  path: string,
  kind: LockKind,
): Promise<ReadLock | undefined> {
  try {
    const text = await readText(project.source, path, LOCK_LIMIT);
    if (kind === 'conda-explicit' && !isCondaExplicit(text)) return undefined;
    if (kind === 'Manifest.toml' && !isJuliaManifest(text)) return undefined;
    return parse(kind, text);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    if (kind === 'conda-explicit' || kind === 'Manifest.toml') return undefined;
    const { line } = error as { line?: number };
    const problem = { message: error.message, ...(line === undefined ? {} : { line }) };
    return { kind, packages: [], problems: [problem], canHash: true };
  }
}

function parse(kind: LockKind, text: string): ReadLock {
  switch (kind) {
    case 'uv.lock':
      return parseUvLock(text);
    case 'poetry.lock':
      return parsePoetryLock(text);
    case 'pdm.lock':
      return parsePdmLock(text);
    case 'Pipfile.lock':
      return parsePipfileLock(text);
    case 'pylock.toml':
      return parsePylock(text);
    case 'conda-lock':
      return parseCondaLock(text);
    case 'conda-explicit':
      return parseCondaExplicit(text);
    case 'pixi.lock':
      return parsePixiLock(text);
    case 'renv.lock':
      return parseRenvLock(text);
    case 'Manifest.toml':
      return parseJuliaManifest(text);
    case 'requirements':
    case 'conda-export':
      throw new CannotTell(`${kind} is no file of its own`);
  }
}

/** A requirements file that fixes the whole set, and who says so. */
export interface FrozenRequirements {
  lock: ReadLock;
  /** A tool's header or hashes throughout say so; otherwise it only looks like the output of `pip freeze`. */
  marked: boolean;
  line?: number | undefined;
}

/**
 * Packages that hardly anybody asks for by name: they come with others. Several of them among exact pins show that
 * a list was frozen, not written.
 */
const TRANSITIVE = new Set(
  `certifi idna urllib3 charset-normalizer chardet six python-dateutil pytz tzdata markupsafe zipp cycler kiwisolver
  pyparsing threadpoolctl packaging typing-extensions importlib-metadata fonttools contourpy mpmath sniffio h11
  httpcore anyio pycparser cffi attrs frozenlist multidict yarl aiosignal async-timeout pyasn1 rsa cachetools
  werkzeug itsdangerous mdurl markdown-it-py pygments wcwidth ptyprocess parso jedi decorator backcall pickleshare
  smmap gitdb annotated-types pydantic-core shellingham nvidia-cublas-cu12 nvidia-cudnn-cu12 nvidia-nccl-cu12`.split(
    /\s+/,
  ),
);

/** Whether a requirements file is a lock: compiled by a tool, with hashes throughout, or a bare freeze. */
export async function readFrozen(
  project: Project,
  { path, requirements }: Manifest,
  imported: ReadonlySet<string>,
): Promise<FrozenRequirements | undefined> {
  const wanted = requirements.filter(({ from }) => from !== 'path');
  if (wanted.length === 0) return undefined;
  const text = parseRequirements(await readText(project.source, path));
  const exact = wanted.every((one) => one.exact);
  const hashed = wanted.every((one) => one.hashed);
  const lock: ReadLock = {
    kind: 'requirements',
    packages: wanted.map(({ name, specifier, hashed: has, exact: fixed, from }) => {
      const version = exactVersion(specifier);
      const commit = from === 'vcs' && fixed;
      return {
        name,
        ...(version === undefined ? {} : { version }),
        ecosystem: 'pypi',
        hashed: has === true || commit,
      };
    }),
    problems: [],
    canHash: true,
    sources: text.compiledFrom,
  };
  // A header above loose lines is a leftover: what the file holds decides.
  if (exact && text.compiledBy) return { lock, marked: true, line: text.compiledBy.line };
  if (exact && hashed) return { lock, marked: true, line: wanted[0]!.at.line };
  const brought = wanted.filter(({ name }) => TRANSITIVE.has(name) && !imported.has(name)).length;
  const isFreeze = exact && wanted.length >= 10 && wanted.length > imported.size && brought >= 3;
  return isFreeze ? { lock, marked: false, line: wanted[0]!.at.line } : undefined;
}

/** An environment file that `conda env export` wrote; undefined for a written one. */
export async function readExported(project: Project, { path }: Manifest): Promise<ReadLock | undefined> {
  const environment = parseCondaEnvironment(await readText(project.source, path));
  const conda = environment.requirements.filter(({ ecosystem }) => ecosystem === 'conda');
  if (!environment.exported || conda.length < 5 || environment.requirements.some(({ exact }) => !exact))
    return undefined;
  return {
    kind: 'conda-export',
    packages: environment.requirements.map(({ name, specifier, ecosystem }) => ({
      name,
      version: specifier.replace(/^=+/, '').split('=')[0] ?? specifier,
      ecosystem,
    })),
    problems: [],
    canHash: false,
  };
}
