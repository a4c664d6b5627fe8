import type { Manifest } from '../dependencies.js';
import { writtenBy } from '../formats/compile-header.js';
import { parseCondaEnvironment } from '../formats/conda-environment.js';
import type { LockText } from '../formats/lock.js';
import { exactVersion } from '../formats/pep508.js';

/** A requirements file that fixes the whole set, and who says so. */
export interface FrozenRequirements {
  lock: LockText;
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
export function readFrozen(
  { path, requirements }: Manifest,
  text: string,
  imported: ReadonlySet<string>,
): FrozenRequirements | undefined {
  const wanted = requirements.filter(({ from }) => from !== 'path');
  if (wanted.length === 0) return undefined;
  const exact = wanted.every((one) => one.exact);
  const hashed = wanted.every((one) => one.hashed);
  const lock: LockText = {
    kind: 'requirements',
    packages: wanted.map(({ name, specifier, hashed: has, exact: fixed, from, line }) => {
      const version = exactVersion(specifier);
      const commit = from === 'vcs' && fixed;
      return {
        name,
        ...(version === undefined ? {} : { version }),
        ecosystem: 'pypi',
        hashed: has === true || commit,
        line,
      };
    }),
    problems: [],
    canHash: true,
  };
  // A header above loose lines is a leftover: what the file holds decides.
  const writer = writtenBy(text);
  if (exact && writer) return { lock, marked: true, line: writer.line };
  if (exact && hashed) return { lock, marked: true, line: wanted[0]!.at.line };
  if (exact && path.endsWith('.lock')) return { lock, marked: true, line: wanted[0]!.at.line };
  const brought = wanted.filter(({ name }) => TRANSITIVE.has(name) && !imported.has(name)).length;
  const isFreeze = exact && wanted.length >= 10 && wanted.length > imported.size && brought >= 3;
  return isFreeze ? { lock, marked: false, line: wanted[0]!.at.line } : undefined;
}

/** An environment file that `conda env export` wrote; undefined for a written one. */
export function readExported(text: string): LockText | undefined {
  const environment = parseCondaEnvironment(text);
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
