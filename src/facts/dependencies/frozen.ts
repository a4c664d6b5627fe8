import type { Manifest } from '../dependencies.js';
import { writtenBy } from '../formats/compile-header.js';
import { parseCondaEnvironment } from '../formats/conda-environment.js';
import { isCondaList, isWholeList, parseCondaList } from '../formats/conda-list.js';
import type { LockText } from '../formats/lock.js';
import { exactVersion } from '../formats/specifiers.js';

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

/**
 * Whether a requirements file is a lock: compiled by a tool, with hashes throughout, or a bare freeze. One without a header
 * that holds exact versions of more than the `.in` file beside it (`input`) asks for was compiled from that.
 */
export function readFrozen(
  { path, requirements }: Manifest,
  text: string,
  imported: ReadonlySet<string>,
  input?: Manifest,
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
  if (exact && input?.path.endsWith('.in') && wanted.length > input.requirements.length)
    return { lock, marked: true, line: wanted[0]!.at.line };
  if (exact && path.endsWith('.lock')) return { lock, marked: true, line: wanted[0]!.at.line };
  const brought = wanted.filter(({ name }) => TRANSITIVE.has(name) && !imported.has(name)).length;
  const isFreeze = exact && wanted.length >= 10 && wanted.length > imported.size && brought >= 3;
  return isFreeze ? { lock, marked: false, line: wanted[0]!.at.line } : undefined;
}

/**
 * Low-level packages that an environment of conda holds and nobody asks for: several of them among exact versions show
 * that a list was exported, not written.
 */
const BELOW = new Set(
  `_libgcc_mutex _openmp_mutex libgcc-ng libgcc libstdcxx-ng libstdcxx libgomp ca-certificates openssl ncurses readline
  sqlite libsqlite tk xz zlib libzlib zstd lz4-c bzip2 libffi ld_impl_linux-64 libuuid libcxx vc vs2015_runtime ucrt
  intel-openmp blas libblas liblapack libcblas mkl-service mkl_fft mkl_random wincertstore jpeg libpng libtiff freetype`.split(
    /\s+/,
  ),
);

/**
 * A list that conda exported with all that the environment holds: each package with version and build, or, without
 * builds (`--no-builds`), with exact versions and what no list asks for. One with what was asked for alone
 * (`--from-history`) is a manifest and no lock; so is a list that somebody wrote.
 */
export function readExported(text: string): LockText | undefined {
  const list = isCondaList(text) ? parseCondaList(text) : undefined;
  const environment = list ? undefined : parseCondaEnvironment(text);
  const { requirements } = list ?? environment!;
  const conda = requirements.filter(({ ecosystem }) => ecosystem === 'conda');
  // An export without builds writes whole versions behind one `=`, the short ones too.
  const exact = requirements.every(
    (one) => one.exact || (one.ecosystem === 'conda' && /^==?\d[^=*,|<>]*$/.test(one.specifier)),
  );
  const withBuilds = list ? isWholeList(text) : environment!.exported;
  const below = conda.filter(({ name }) => BELOW.has(name)).length;
  const isWhole = withBuilds ? conda.length >= 5 : conda.length >= 10 && below >= 3;
  if (!exact || !isWhole) return undefined;
  return {
    kind: 'conda-export',
    packages: requirements.map(({ name, specifier, ecosystem, line }) => ({
      name,
      version: specifier.replace(/^=+/, '').split('=')[0] ?? specifier,
      ecosystem,
      line,
    })),
    problems: [],
    canHash: false,
  };
}
