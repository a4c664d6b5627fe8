import type { LockText } from './lock.js';
import { parseToml, tableAt } from './toml.js';
import { allHashed, locked, tablesOf, text } from './toml-lock.js';

/** A pdm.lock, with the hash of the manifest that it was made from. */
export interface PdmLock extends LockText {
  contentHash?: string | undefined;
  /** It records its inputs instead of a hash. */
  recordsInputs: boolean;
}

/** Reads a pdm.lock. Source: PDM, src/pdm/project/lockfile/pdmlock.py. Throws `CannotTell` when it is no TOML. */
export function parsePdmLock(content: string): PdmLock {
  const { data } = parseToml(content);
  const metadata = tableAt(data, 'metadata') ?? {};
  const out: PdmLock = {
    kind: 'pdm.lock',
    packages: [],
    problems: [],
    canHash: true,
    recordsInputs: metadata.lock_inputs !== undefined,
  };
  out.version = text(metadata.lock_version);
  out.contentHash = text(metadata.content_hash);
  const older = tableAt(metadata, 'files') ?? {};
  for (const entry of tablesOf(data.package)) {
    const name = text(entry.name);
    if (name === undefined) continue;
    const revision = text(entry.revision);
    const key = `${name} ${text(entry.version) ?? ''}`;
    const files = tablesOf(entry.files ?? (Object.hasOwn(older, key) ? older[key] : undefined));
    const inTree = text(entry.path) !== undefined;
    const hashed =
      revision === undefined
        ? (allHashed(files) ?? (inTree ? undefined : false))
        : /^[0-9a-f]{40}$/.test(revision);
    out.packages.push(locked(name, text(entry.version), hashed));
  }
  return out;
}
