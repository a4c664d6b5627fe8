import type { Files } from '../../hashing/file-table.js';
import { contentsOf, differencesOf } from '../../hashing/lock.js';
import type { Lock } from '../../hashing/lock-file.js';
import { isBare } from '../../hashing/placeholders.js';
import { HashProblem } from '../../hashing/problem.js';
import type { Hashed } from '../../hashing/tree.js';
import type { Project } from '../fact.js';
import { digitsOf, type Found } from './hash-all.js';
import type { Hashable, HashResult } from './model.js';
import { recordedContents, type StoredObjects } from './objects.js';
import { type Planned, storesOf } from './plans.js';

/** Compares what was read of a dataset with its recorded hash. */
export async function verifyOne(
  project: Project,
  one: Hashable,
  planned: Planned,
  hashed: Found | undefined,
  lock: Lock | undefined,
): Promise<HashResult> {
  const { path, by, at, hash, fetchable, from, produced } = one;
  const expected = `${hash.algorithm}:${digitsOf(hash)}`;
  const base: HashResult = {
    kind: planned.kind === 'tree' ? planned.plan.kind : undefined,
    ...{ path, by, at, expected, fetchable, from, produced },
    ...{ status: 'ok', differences: [], size: 0, message: '' },
  };
  const problem =
    planned.kind === 'problem' ? planned.problem : hashed instanceof HashProblem ? hashed : undefined;
  if (problem)
    return {
      ...base,
      status: problem.kind === 'absent' && problem.path !== path ? 'unreadable' : problem.kind,
      message: problem.message === `${path} does not exist` ? '' : problem.message,
    };
  if (planned.kind === 'pointer')
    return {
      ...base,
      status: 'pointer',
      message: `${path} is a ${planned.tool} pointer: its content was not fetched`,
    };
  if (hashed && 'kind' in hashed && hashed.kind === 'unchanged')
    return { ...base, found: expected, size: hashed.size };
  return planned.kind === 'stored'
    ? verifyStored({ ...base, ...stateOf(planned) }, one, planned.stored, hashed as Hashed)
    : compared(project, base, one, hashed as Hashed, lock);
}

async function compared(
  project: Project,
  base: HashResult,
  one: Hashable,
  hashed: Hashed,
  lock: Lock | undefined,
): Promise<HashResult> {
  const { path, hash, at } = one;
  const found = `${hash.algorithm}:${hashed.hash}`;
  const read = { ...base, found, size: hashed.size };
  const kindDiffers = hash.form !== 'either' && (hash.form === 'file') !== (hashed.kind === 'file');
  if (!kindDiffers && found === base.expected) return { ...read, status: 'ok' };
  // What a clone has of data that is not in git: the file that keeps the folder there. DVC makes its folders itself, and
  // calls an emptied one modified.
  if (!kindDiffers && hash.form !== 'dvc-tree' && isBare(hashed)) return { ...base, status: 'absent' };
  const recorded = hashed.kind === 'tree' ? await recordedFiles(project, one, lock) : undefined;
  return {
    ...read,
    status: 'mismatch',
    message: kindDiffers
      ? `${path} is ${hashed.kind === 'file' ? 'a file, and a folder' : 'a folder, and a file'} is recorded`
      : `${path} does not have the hash that ${one.by === 'lfs' ? 'its Git LFS pointer' : at.file} records`,
    differences: recorded && hashed.kind === 'tree' ? differencesOf(recorded, hashed.files) : [],
  };
}

async function recordedFiles(
  project: Project,
  one: Hashable,
  lock: Lock | undefined,
): Promise<Files | undefined> {
  if (one.by === 'repro.lock') {
    const locked = lock?.entries.find(({ path }) => path === one.path);
    return locked && contentsOf(project.source, locked);
  }
  try {
    return await recordedContents(storesOf(project), one);
  } catch (error) {
    // A damaged list of the cache takes nothing away from what the work tree shows.
    if (error instanceof HashProblem) return undefined;
    throw error;
  }
}

/** What a good copy in a store comes to: the link of git-annex is as good as the file. */
function stateOf({ pointer, problem, stored }: Planned & { kind: 'stored' }) {
  const linked = !pointer && problem?.kind === 'outside' && stored.tool === 'git-annex';
  return { status: linked ? ('ok' as const) : ('stored' as const), tool: stored.tool };
}

function verifyStored(
  base: HashResult,
  { path, hash }: Hashable,
  { tool, plan, digits, contents, missing }: StoredObjects,
  hashed: Hashed,
): HashResult {
  const files = hashed.kind === 'tree' ? [...hashed.files] : [];
  const bad = files.find((file) => file.hash !== digits.get(file.path));
  const read = { ...base, size: hashed.size };
  if (bad) {
    const inside = contents?.find((file) => file.hash === digits.get(bad.path))?.path;
    const whose = inside === undefined ? path : `${path}/${inside}`;
    return {
      ...read,
      status: 'corrupt',
      found: `${hash.algorithm}:${bad.hash}`,
      message: `the copy of ${whose} that ${tool} keeps is damaged: ${plan.path}/${bad.path} does not have the hash that it is named by`,
    };
  }
  const [first] = missing;
  if (first === undefined) return read;
  const message = `${path} is not here, and ${tool} keeps ${files.length} of its ${files.length + missing.length} files on this machine: ${first} is missing`;
  return { ...read, status: 'absent', message };
}
