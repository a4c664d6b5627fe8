import type { LockContent, LockedPackage } from './lock.js';
import { normalizeName } from './pep508.js';
import { isTable, parseToml, type TomlTable } from './toml.js';
import { pathKey } from './toml-lines.js';
import { scanToml } from './toml-scan.js';

/** An entry of an array of tables, with the line on which it begins. */
export interface Entry {
  table: TomlTable;
  line: number | undefined;
}

/** A lock in TOML: its data, and the entries of its arrays of tables. */
export interface TomlLock {
  data: TomlTable;
  /** The tables of the array `name`, which may be dotted; other items are left out. */
  entries(name: string): Entry[];
}

/** Reads a lock in TOML. Throws `CannotTell` with the line when it is none. */
export function parseTomlLock(content: string): TomlLock {
  const { data } = parseToml(content);
  let lines: ReadonlyMap<string, number> | undefined;
  return {
    data,
    entries(name) {
      const path = name.split('.');
      let value: unknown = data;
      for (const key of path) value = isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      lines ??= entryLines(content);
      return (Array.isArray(value) ? value : []).flatMap((table, at) =>
        isTable(table) ? [{ table, line: lines?.get(pathKey([...path, at])) }] : [],
      );
    },
  };
}

/** The lines on which the entries of arrays begin that lie in no other array. */
function entryLines(content: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  scanToml(content, {
    place({ path, line }) {
      if (typeof path.at(-1) !== 'number') return;
      const outermost = path.findIndex((step) => typeof step === 'number');
      if (outermost === path.length - 1) lines.set(pathKey(path), line);
    },
  });
  return lines;
}

/** The tables of an array of tables; other items are left out. */
export function tablesOf(value: unknown): TomlTable[] {
  return Array.isArray(value) ? value.filter(isTable) : [];
}

/** A string, or undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The name of an entry; one without is told as a problem of the lock. */
export function nameOf({ table, line }: Entry, lock: LockContent): string | undefined {
  const name = text(table.name);
  if (name === undefined || name === '') lock.problems.push({ message: 'a package without a name', line });
  return name === '' ? undefined : name;
}

/** A Python package of a lockfile. */
export function locked(
  name: string,
  version: string | undefined,
  hashed: boolean | undefined,
  line?: number,
): LockedPackage {
  return {
    name: normalizeName(name),
    ...(version === undefined ? {} : { version }),
    ecosystem: 'pypi',
    ...(hashed === undefined ? {} : { hashed }),
    ...(line === undefined ? {} : { line }),
  };
}

/** Whether every one of these artefact tables carries a hash; undefined when there is none. */
export function allHashed(artefacts: readonly TomlTable[]): boolean | undefined {
  if (artefacts.length === 0) return undefined;
  return artefacts.every(
    ({ hash, hashes }) => isHash(hash) || (isTable(hashes) && Object.values(hashes).some(isHash)),
  );
}

/** Whether a value is the digest of an artefact, `sha256:` or another name before it or not. */
export function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^(?:[a-z0-9_]+[:=])?[0-9a-f]{32,128}$/i.test(value);
}

/** Whether a text is a whole commit: 40 or 64 hexadecimal digits. */
export function isCommit(value: unknown): boolean {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(value);
}
