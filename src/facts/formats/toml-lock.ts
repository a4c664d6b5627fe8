import type { LockedPackage } from './lock.js';
import { normalizeName } from './pep508.js';
import { isTable, type TomlTable } from './toml.js';

/** The tables of an array of tables; other items are left out. */
export function tablesOf(value: unknown): TomlTable[] {
  return Array.isArray(value) ? value.filter(isTable) : [];
}

/** A string, or undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A Python package of a lockfile. */
export function locked(
  name: string,
  version: string | undefined,
  hashed: boolean | undefined,
): LockedPackage {
  return {
    name: normalizeName(name),
    ...(version === undefined ? {} : { version }),
    ecosystem: 'pypi',
    ...(hashed === undefined ? {} : { hashed }),
  };
}

/** Whether every one of these artefact tables carries a hash; undefined when there is none. */
export function allHashed(artefacts: readonly TomlTable[]): boolean | undefined {
  if (artefacts.length === 0) return undefined;
  return artefacts.every(({ hash, hashes }) => text(hash) !== undefined || isTable(hashes));
}
