import { globMatcher } from '../globs.js';
import { defineFact } from './fact.js';
import { baseName, isIn, isWithin } from './paths.js';
import type { FileEntry, Listing } from './source.js';

/** The project's files, without what is kept in the tree but not its own. */
export interface Files {
  /** The project's own files: neither vendored, nor in a submodule, nor excluded by the config. Sorted by path. */
  readonly own: readonly FileEntry[];
  /** Every listed file, sorted by path. */
  readonly all: readonly FileEntry[];
  readonly submodules: readonly string[];
  readonly from: Listing['from'];
  readonly truncated?: string;
  has(path: string): boolean;
  get(path: string): FileEntry | undefined;
  /** Own files whose base name matches, whatever the letter case. */
  named(pattern: RegExp): FileEntry[];
  /** Own files whose path matches the glob. */
  match(glob: string): FileEntry[];
}

/** Folders that hold other people's code or what a tool made, wherever they stand in the tree. */
const FOREIGN = new Set([
  'node_modules',
  'site-packages',
  'dist-packages',
  '.venv',
  'venv',
  'virtualenv',
  '.tox',
  '.nox',
  '.eggs',
  '__pycache__',
  '.ipynb_checkpoints',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  'vendor',
  'vendored',
  '_vendor',
  'third_party',
  'third-party',
  'thirdparty',
  '3rdparty',
  'extern',
  'externals',
  'bower_components',
  '.git',
  '.dvc',
  // Copies of sources beside Sacred's runs and in what Sphinx builds.
  '_sources',
]);
/** Folders of build output: foreign only at the top of the tree, since deeper down they may be packages. */
const BUILD_OUTPUT = new Set(['build', 'dist', '_build', 'htmlcov']);

/** True for a path inside a folder of vendored code, a virtual environment or build output. */
export function isForeign(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some(
    (folder, depth) =>
      FOREIGN.has(folder) || folder.endsWith('.egg-info') || (depth === 0 && BUILD_OUTPUT.has(folder)),
  );
}

/** True for unit tests and their helpers, by folder or file name (pytest's, unittest's and Snakemake's conventions). */
export function isTest(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((folder) => /^(?:\.?tests?|testing)$/.test(folder)) || hasTestName(path);
}

/** Whether a file is one of pytest's or unittest's by its name alone. */
export function hasTestName(path: string): boolean {
  return /^(?:test_.*|.*_test|conftest)\.py$/.test(baseName(path));
}

export const files = defineFact<Files>({
  name: 'files',
  async collect(project) {
    const listing = await project.source.list();
    const { part, settings } = project;
    const excluded = globMatcher(settings.project.exclude);
    // What is never judged in the repository is not judged in a part of it either.
    const left = globMatcher(part?.whole.settings.project.exclude ?? []);
    const isOwn = ({ path }: FileEntry) =>
      !isForeign(path) &&
      !excluded(path) &&
      !part?.without?.some((folder) => isIn(path, folder)) &&
      !left(part?.folder ? `${part.folder}/${path}` : path) &&
      !listing.submodules.some((folder) => isWithin(path, folder));
    const byName = new Map(listing.files.map((entry) => [entry.path, entry]));
    const own = listing.files.filter((entry) => isOwn(entry) && entry.kind !== 'other');
    return {
      own,
      all: listing.files,
      submodules: listing.submodules,
      from: listing.from,
      ...(listing.truncated === undefined ? {} : { truncated: listing.truncated }),
      has: (path) => byName.has(path),
      get: (path) => byName.get(path),
      named: (pattern) => own.filter(({ path }) => pattern.test(baseName(path))),
      match: (glob) => {
        const fits = globMatcher([glob]);
        return own.filter(({ path }) => fits(path));
      },
    };
  },
});
