import { CannotTell } from '../../errors.js';
import type { ManifestKind } from '../dependencies.js';
import type { Project } from '../fact.js';
import type { LockFormat, LockKind, LockText } from '../formats/lock.js';
import { LOCK_FORMATS } from '../formats/locks.js';
import { readText } from '../source.js';

/** Largest lockfile that is read, in bytes: those of big workspaces pass the limit of other text files. */
const LOCK_LIMIT = 32 * 1024 * 1024;

const FORMATS: readonly LockFormat<LockKind>[] = LOCK_FORMATS;

/** The kind of a lockfile by its path; undefined for a file that is none. */
export function lockKind(path: string): LockKind | undefined {
  return FORMATS.find((format) => format.path.test(path))?.kind;
}

/** The manifests beside it that a lock of this kind is made from. */
export function manifestKindsOf(kind: LockKind): readonly ManifestKind[] {
  return FORMATS.find((format) => format.kind === kind)?.manifests ?? [];
}

/** Reads a lockfile; undefined when the file turns out to be none. One that cannot be read is a lock with a problem. */
export async function readLock(
  project: Project,
  path: string,
  kind: LockKind,
): Promise<LockText | undefined> {
  const format = FORMATS.find((one) => one.kind === kind);
  if (!format) throw new CannotTell(`${kind} is no file of its own`);
  const { canHash } = format;
  let isSure = format.recognise === undefined;
  try {
    const text = await readText(project.source, path, format.limit ?? LOCK_LIMIT);
    if (format.recognise?.(text) === false) return undefined;
    isSure = true;
    return { ...format.parse(text), kind, canHash };
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    if (!isSure) return undefined;
    const { line } = error;
    const problem = { message: error.message, ...(line === undefined ? {} : { line }) };
    return { kind, packages: [], problems: [problem], canHash };
  }
}
