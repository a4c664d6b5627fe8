import type { LockContent, LockFormat } from './lock.js';
import { strings, type TomlTable, tableAt } from './toml.js';
import { allHashed, isCommit, locked, nameOf, parseTomlLock, tablesOf, text } from './toml-lock.js';

/** A pdm.lock, with the hash of the manifest that it was made from. */
export interface PdmLock extends LockContent {
  contentHash?: string | undefined;
  /** It records its inputs instead of a hash. */
  recordsInputs: boolean;
  /** The groups and extras that it was made for; formats before 4.1 do not tell. */
  groups?: readonly string[] | undefined;
}

export const pdmLock: LockFormat<'pdm.lock'> = {
  kind: 'pdm.lock',
  path: /(?:^|\/)pdm(?:\.[\w-]+)?\.lock$/,
  parse: parsePdmLock,
  canHash: true,
  manifests: ['pyproject'],
};

/** Reads a pdm.lock. Source: PDM, src/pdm/project/lockfile/pdmlock.py. Throws `CannotTell` when it is no TOML. */
export function parsePdmLock(content: string): PdmLock {
  const lock = parseTomlLock(content);
  const metadata = tableAt(lock.data, 'metadata');
  const out: PdmLock = {
    packages: [],
    problems: [],
    recordsInputs: metadata?.lock_inputs !== undefined,
  };
  if (!metadata) out.problems.push({ message: 'it has no [metadata], which every pdm.lock has' });
  out.version = text(metadata?.lock_version);
  if (/^(?:[5-9]|\d\d)/.test(out.version ?? ''))
    out.problems.push({ message: `lock_version ${out.version} is not known (up to 4 is)` });
  out.contentHash = text(metadata?.content_hash);
  if (Array.isArray(metadata?.groups)) out.groups = strings(metadata.groups);
  const older = tableAt(lock.data, 'metadata', 'files') ?? {};
  for (const entry of lock.entries('package')) {
    const name = nameOf(entry, out);
    if (name === undefined) continue;
    const version = text(entry.table.version);
    const key = `${name} ${version ?? ''}`;
    const kept = Object.hasOwn(older, key) ? older[key] : undefined;
    out.packages.push(locked(name, version, hashed(entry.table, kept), entry.line));
  }
  return out;
}

/** `kept` is what an older format says of the files in another place. */
function hashed({ revision, path, files }: TomlTable, kept: unknown): boolean | undefined {
  if (revision !== undefined) return isCommit(revision);
  return allHashed(tablesOf(files ?? kept)) ?? (path === undefined ? false : undefined);
}
