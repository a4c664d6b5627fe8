import ignore, { type Ignore } from 'ignore';
import { CannotTell, UserError } from '../errors.js';
import {
  contentsOf,
  differencesOf,
  MOST_DIFFERENCES,
  readLock,
  type TreeDifference,
} from '../hashing/lock.js';
import type { Lock } from '../hashing/lock-file.js';
import { HashProblem } from '../hashing/problem.js';
import { type Hashed, hashPlans, type Order, type Plan, plan, rememberedHash } from '../hashing/tree.js';
import type { DataPlace, DeclaredBy, DeclaredDataset, RecordedHash } from './datasets/model.js';
import { datasets as datasetsFact } from './datasets.js';
import { defineFact, type Project } from './fact.js';
import { files as filesFact } from './files.js';
import { POINTER_LIMIT, parseLfsPointer } from './formats/lfs-pointer.js';
import { readText } from './source.js';

/** What hashing says of one declared dataset. */
export interface HashResult {
  path: string;
  by: DeclaredBy;
  at: DataPlace;
  /**
   * `pointer`: the work tree holds the Git LFS pointer in place of the content. `outside`: the path or a link in it
   * leads out of the project, so it was not read.
   */
  status: 'ok' | 'mismatch' | 'absent' | 'pointer' | 'unreadable' | 'changed' | 'outside';
  /** `<algorithm>:<digits>`. */
  expected: string;
  found?: string;
  /** For people; empty when all is well. */
  message: string;
  /** First files of a folder that differ, where the declaration lists its files. */
  differences: readonly TreeDifference[];
  fetchable: boolean;
  produced: boolean;
  /** Bytes. */
  size: number;
}

/** The verification of every declared local dataset that has a recorded hash. */
export interface Hashes {
  results: readonly HashResult[];
  /** Declared local datasets without a recorded hash. */
  unhashed: readonly DeclaredDataset[];
  /** Declarations that could not be followed. */
  problems: readonly { path: string; line?: number | undefined; message: string }[];
}

/** What a dataset is; `unchanged` is a tree of which the expected hash was known. */
type Found = Hashed | HashProblem | 'pointer' | { kind: 'unchanged'; size: number };

type Hashable = DeclaredDataset & { path: string; hash: RecordedHash };

export const hashes = defineFact<Hashes>({
  name: 'hashes',
  timeLimitMs: 3_600_000,
  async collect(project) {
    const { declared, problems } = await project.get(datasetsFact);
    const lock = await lockOf(project);
    const hashable = declared.filter(
      (one): one is Hashable => one.path !== undefined && one.hash !== undefined,
    );
    const hashed = new Set(hashable.map(({ path }) => path));
    const ignored = await dvcIgnored(project);
    const planned: (Plan | HashProblem)[] = [];
    for (const one of hashable) planned.push(await planOf(project, one, ignored));
    const found = await hashAll(project, hashable, planned);
    const results: HashResult[] = [];
    for (const [at, one] of hashable.entries())
      results.push(await resultOf(project, one, found[at] as Found, lock));
    return {
      results: results.map((result) => incomplete(result, results)),
      unhashed: declared.filter(({ path, hash }) => path !== undefined && !hash && !hashed.has(path)),
      problems: [
        ...problems.filter(({ path }) => isDeclaration(path)),
        ...declared.flatMap(({ problem, at }) =>
          problem ? [{ path: at.file, line: at.line, message: problem }] : [],
        ),
      ],
    };
  },
});

/**
 * A folder that differs while a dataset in it was not fetched is absent in part, which says nothing against the rest:
 * a stage may depend on a folder of which DVC keeps one file.
 */
function incomplete(result: HashResult, all: readonly HashResult[]): HashResult {
  if (result.status !== 'mismatch') return result;
  const missing = all.find(
    ({ path, status }) => path.startsWith(`${result.path}/`) && (status === 'absent' || status === 'pointer'),
  );
  if (!missing) return result;
  const message = `${result.path} is not whole here: ${missing.path} was not fetched`;
  return { ...result, status: 'absent', message, fetchable: missing.fetchable, differences: [] };
}

/** Problems with files that declare data concern hashing; those with scripts do not. */
function isDeclaration(path: string): boolean {
  return !/\.(sh|bash|zsh)$|file$/i.test(path);
}

async function lockOf(project: Project): Promise<Lock | undefined> {
  try {
    return await readLock(project.source);
  } catch (error) {
    // Told by the fact `datasets`.
    if (error instanceof CannotTell || error instanceof UserError) return undefined;
    throw error;
  }
}

/** What .dvcignore files leave out of the hash of a folder; their patterns are git's, from their own folder down. */
async function dvcIgnored(project: Project): Promise<(path: string) => boolean> {
  const { own } = await project.get(filesFact);
  const rules: { folder: string; rule: Ignore }[] = [];
  for (const { path } of own.filter(
    (entry) => /(^|\/)\.dvcignore$/.test(entry.path) && entry.kind === 'file',
  )) {
    try {
      rules.push({
        folder: path.slice(0, -'.dvcignore'.length),
        rule: ignore().add(await readText(project.source, path)),
      });
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return (path) =>
    rules.some(
      ({ folder, rule }) =>
        path.startsWith(folder) && path !== folder && rule.ignores(path.slice(folder.length)),
    );
}

async function planOf(
  project: Project,
  { path, hash, exclude }: Hashable,
  ignored: (path: string) => boolean,
): Promise<Plan | HashProblem> {
  // DVC keeps its own files and those of version control out of the hash of a folder.
  const skip =
    hash.form === 'dvc-tree'
      ? (inside: string) => /(^|\/)(\.git|\.hg|\.dvc)(\/|$)/.test(inside) || ignored(`${path}/${inside}`)
      : undefined;
  try {
    return await plan(project.source, path, { exclude, ...(skip ? { skip } : {}) });
  } catch (error) {
    return asProblem(path, error);
  }
}

/** What each dataset is, or why that cannot be told; Git LFS pointers are told as such. */
async function hashAll(
  project: Project,
  hashable: readonly Hashable[],
  planned: readonly (Plan | HashProblem)[],
): Promise<Found[]> {
  const found: Found[] = [];
  const orders: (Order & { at: number })[] = [];
  for (const [at, one] of planned.entries()) {
    const { hash } = hashable[at] as Hashable;
    if (one instanceof HashProblem) found[at] = one;
    else if (await isPointer(project, one)) found[at] = 'pointer';
    else {
      const order = { at, plan: one, ...howOf(hash) };
      if (hash.form !== 'file' && rememberedHash(order, project.digests) === digitsOf(hash))
        found[at] = { kind: 'unchanged', size: one.size };
      else orders.push(order);
    }
  }
  const hashed = await hashPlans(project.source, orders, {
    jobs: project.jobs,
    digests: project.digests,
    onProgress: (step) => project.onProgress({ fact: 'hashes', unit: 'bytes', ...step }),
  });
  for (const [nth, { at }] of orders.entries()) found[at] = hashed[nth] as Hashed | HashProblem;
  return found;
}

function howOf({ algorithm, form }: RecordedHash): Pick<Order, 'algorithm' | 'form'> {
  return { algorithm, form: form === 'dvc-tree' ? form : 'tree' };
}

function digitsOf({ digits, form }: RecordedHash): string {
  return form === 'dvc-tree' ? `${digits}.dir` : digits;
}

async function resultOf(
  project: Project,
  one: Hashable,
  hashed: Found,
  lock: Lock | undefined,
): Promise<HashResult> {
  const { path, by, at, hash, fetchable, produced } = one;
  const expected = `${hash.algorithm}:${digitsOf(hash)}`;
  const base = { path, by, at, expected, fetchable, produced, differences: [], size: 0, message: '' };
  const wrong = (problem: HashProblem): HashResult => ({
    ...base,
    status: problem.kind === 'absent' && problem.path !== path ? 'unreadable' : problem.kind,
    message: problem.message,
  });
  if (hashed instanceof HashProblem) return wrong(hashed);
  if (hashed === 'pointer') {
    return {
      ...base,
      status: 'pointer',
      message: `${path} is a Git LFS pointer: its content was not fetched`,
    };
  }
  if (hashed.kind === 'unchanged') return { ...base, found: expected, size: hashed.size, status: 'ok' };
  const found = `${hash.algorithm}:${hashed.hash}`;
  const read = { ...base, found, size: hashed.size };
  const kindDiffers = hash.form !== 'either' && (hash.form === 'file') !== (hashed.kind === 'file');
  if (!kindDiffers && found === expected) return { ...read, status: 'ok' };
  const locked = lock?.entries.find((entry) => by === 'repro.lock' && entry.path === path);
  const recorded = locked && (await contentsOf(project.source, locked));
  return {
    ...read,
    status: 'mismatch',
    message: kindDiffers
      ? `${path} is ${hashed.kind === 'file' ? 'a file, and a folder' : 'a folder, and a file'} is recorded`
      : `${path} does not have the hash that ${at.file} records`,
    differences:
      recorded && hashed.kind === 'tree'
        ? differencesOf(recorded, hashed.files).slice(0, MOST_DIFFERENCES)
        : [],
  };
}

async function isPointer(project: Project, { path, kind, size }: Plan): Promise<boolean> {
  if (kind !== 'file' || size < 100 || size >= POINTER_LIMIT) return false;
  try {
    return (
      parseLfsPointer(new TextDecoder().decode(await project.source.bytes(path, POINTER_LIMIT))) !== undefined
    );
  } catch {
    return false;
  }
}

function asProblem(path: string, error: unknown): HashProblem {
  if (error instanceof HashProblem) return error;
  if (error instanceof CannotTell) return new HashProblem('unreadable', path, error.message);
  throw error;
}
