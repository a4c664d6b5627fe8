import ignore, { type Ignore } from 'ignore';
import { CannotTell, UserError } from '../errors.js';
import { readLock } from '../hashing/lock.js';
import type { Lock } from '../hashing/lock-file.js';
import { datasets as datasetsFact } from './datasets.js';
import { defineFact, type Project } from './fact.js';
import { files as filesFact } from './files.js';
import { hashAll } from './hashes/hash-all.js';
import type { Hashable, Hashes, HashResult } from './hashes/model.js';
import { withoutParts, withRecordsOf } from './hashes/parts.js';
import { type Known, type Planned, planOf } from './hashes/plans.js';
import { verifyOne } from './hashes/verify.js';
import { foldersAbove, isWithin } from './paths.js';
import { remoteResults } from './remote.js';
import { readText } from './source.js';

export type { Hashes, HashResult } from './hashes/model.js';
export type { RemoteResult } from './remote.js';

const TIME_LIMIT_MS = 3_600_000;

/** Hashes every declared local dataset that has a recorded hash; of several projects each has the data in its own folder. */
export const hashes = defineFact<Hashes>({
  name: 'hashes',
  timeLimitMs: TIME_LIMIT_MS,
  async collect(project) {
    const own = await project.get(recorded);
    const { folder, without, rest } = project.part ?? {};
    if (without) return withoutParts(own, without);
    return rest && folder ? withRecordsOf(await rest.get(recorded), own, folder) : own;
  },
});

/** The same of what a project itself records, wherever in it the data lies. */
const recorded = defineFact<Hashes>({
  name: 'recorded hashes',
  timeLimitMs: TIME_LIMIT_MS,
  async collect(project) {
    const { declared, problems } = await project.get(datasetsFact);
    const lock = await lockOf(project);
    const hashable = declared.filter(
      (one): one is Hashable => one.path !== undefined && one.hash !== undefined,
    );
    const hashed = new Set(hashable.map(({ path }) => path));
    const ignored = await dvcIgnored(project);
    const planned: Planned[] = [];
    const known: Known = new Map();
    for (const one of hashable) planned.push(await planOf(project, one, ignored, known));
    const found = await hashAll(project, hashable, planned);
    const results: HashResult[] = [];
    for (const [at, one] of hashable.entries())
      results.push(await verifyOne(project, one, planned[at] as Planned, found[at], lock));
    const unhashed = declared.filter(({ path, hash }) => path !== undefined && !hash && !hashed.has(path));
    const { own } = await project.get(filesFact);
    const gaps = gapsOf(results);
    return {
      results: results.map((result) => incomplete(result, gaps)),
      remote: await remoteResults(project, lock),
      unlocked: unlockedIn(project, lock),
      unhashed,
      unrecorded: unhashed.filter((one): one is typeof one & { path: string } => {
        const { path, by } = one;
        if (path === undefined || by !== 'repro.config') return false;
        const kept = hashable.some((other) => isWithin(other.path, path) || isWithin(path, other.path));
        return !kept && !own.some((file) => file.tracked && isWithin(file.path, path));
      }),
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
function incomplete(result: HashResult, gaps: ReadonlyMap<string, HashResult>): HashResult {
  const missing = result.status === 'mismatch' ? gaps.get(result.path) : undefined;
  if (!missing) return result;
  const message = `${result.path} is not whole here: ${missing.path} was not fetched`;
  return { ...result, status: 'absent', message, fetchable: missing.fetchable, differences: [] };
}

/** For each folder the first dataset in it that was not fetched. */
function gapsOf(results: readonly HashResult[]): Map<string, HashResult> {
  const gaps = new Map<string, HashResult>();
  for (const result of results) {
    if (result.status !== 'absent' && result.status !== 'pointer') continue;
    for (const folder of foldersAbove(result.path)) if (!gaps.has(folder)) gaps.set(folder, result);
  }
  return gaps;
}

/** Problems with files that declare data concern hashing; those with scripts do not. */
function isDeclaration(path: string): boolean {
  return !/\.(sh|bash|zsh)$|file$/i.test(path);
}

/** A web address may be that of a page, and with a path the data lies here: only objects in buckets belong into the lock for sure. */
function unlockedIn({ settings }: Project, lock: Lock | undefined): string[] {
  const locked = new Set(lock?.sources?.map(({ address }) => address));
  return settings.data.flatMap(({ path, source }) =>
    path === undefined && source?.startsWith('s3://') && !locked.has(source) ? [source] : [],
  );
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
export async function dvcIgnored(project: Project): Promise<(path: string) => boolean> {
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
