import type { LockContent, LockFormat, LockText } from './lock.js';
import { type Marker, NEVER, parseMarker } from './marker-syntax.js';
import { normalizeName } from './pep508.js';
import { isTable, strings, type TomlTable, tableAt } from './toml.js';
import { allHashed, isCommit, locked, nameOf, parseTomlLock, tablesOf, text } from './toml-lock.js';

/** One entry of a pylock.toml, with when it is installed. */
export interface PylockPackage {
  name: string;
  version?: string | undefined;
  /** When it is installed; absent for always. */
  marker?: Marker | undefined;
  /** Where it is taken from. */
  family: 'vcs' | 'directory' | 'archive' | 'files' | 'none';
}

/** A pylock.toml, with whom and what it was made for. */
export interface Pylock extends LockContent {
  /** The tool that wrote it. */
  createdBy?: string | undefined;
  /** The extras and dependency groups that it can install, and the groups that it installs when nothing is said. */
  extras: readonly string[];
  groups: readonly string[];
  defaultGroups: readonly string[];
  /** The environments that it was made for; none for all. */
  environments: readonly Marker[];
  entries: readonly PylockPackage[];
  /** `[tool]`, where tools keep what is theirs alone. */
  tool: TomlTable;
}

export const pylock: LockFormat<'pylock.toml'> = {
  kind: 'pylock.toml',
  path: /(?:^|\/)pylock(?:\.[^./]+)?\.toml$/,
  parse: parsePylock,
  canHash: true,
  manifests: ['pyproject', 'requirements', 'setup-cfg', 'setup-py'],
};

/** Whether a lock was read as a pylock.toml. */
export function isPylock(lock: LockText): lock is LockText & Pylock {
  return lock.kind === 'pylock.toml' && 'entries' in lock;
}

/** The keys that say where a package is taken from: one of them, but `sdist` and `wheels` go together. */
const FAMILIES = ['vcs', 'directory', 'archive', 'sdist', 'wheels'] as const;

/**
 * Reads a pylock.toml. Source: PEP 751 and
 * https://packaging.python.org/en/latest/specifications/pylock-toml/. Throws `CannotTell` when it is no TOML.
 */
export function parsePylock(content: string): Pylock {
  const lock = parseTomlLock(content);
  const { data } = lock;
  const problems: LockContent['problems'] = [];
  const entries: PylockPackage[] = [];
  const out: Pylock = {
    packages: [],
    problems,
    version: text(data['lock-version']),
    python: text(data['requires-python']),
    createdBy: text(data['created-by']),
    extras: strings(data.extras).map(normalizeName),
    groups: strings(data['dependency-groups']).map(normalizeName),
    defaultGroups: strings(data['default-groups']).map(normalizeName),
    environments: strings(data.environments).map((one) => readMarker(one, undefined, problems)),
    entries,
    tool: tableAt(data, 'tool') ?? {},
  };
  if (out.version === undefined || !/^1(?:\.\d+)*$/.test(out.version))
    problems.push({ message: `lock-version ${out.version ?? '(none)'} is not known (1.0 is)` });
  if (out.createdBy === undefined) problems.push({ message: 'created-by is missing' });
  if (!Array.isArray(data.packages)) problems.push({ message: 'packages is missing' });
  for (const entry of lock.entries('packages')) {
    const name = nameOf(entry, out);
    if (name === undefined) continue;
    const { table, line } = entry;
    const found = FAMILIES.filter((key) => table[key] !== undefined);
    const exclusive = found.filter((key) => key !== 'sdist' && key !== 'wheels');
    if (found.length === 0) problems.push({ message: `${name} names no source`, line });
    if (exclusive.length > 1 || (exclusive.length === 1 && found.length > 1))
      problems.push({ message: `${name} names ${found.join(' and ')}, which exclude one another`, line });
    const marker = text(table.marker);
    const version = text(table.version);
    entries.push({
      name: normalizeName(name),
      version,
      marker: marker === undefined ? undefined : readMarker(marker, line, problems),
      family:
        exclusive[0] === 'vcs' || exclusive[0] === 'directory' || exclusive[0] === 'archive'
          ? exclusive[0]
          : found.length > 0
            ? 'files'
            : 'none',
    });
    out.packages.push(locked(name, version, isHashed(table), line));
  }
  return out;
}

/** Whether the source of an entry is fixed by hashes or a commit; undefined for a source tree, which has neither. */
function isHashed({ vcs, directory, archive, sdist, wheels }: TomlTable): boolean | undefined {
  if (isTable(vcs)) return isCommit(vcs['commit-id']);
  if (isTable(directory)) return undefined;
  return allHashed([archive, sdist].filter(isTable).concat(tablesOf(wheels))) ?? false;
}

/** A marker of the lock; one that is not understood is told and holds nowhere. */
function readMarker(written: string, line: number | undefined, problems: LockContent['problems']): Marker {
  const { marker, problem } = parseMarker(written);
  if (problem)
    problems.push({ message: `marker ${JSON.stringify(written.slice(0, 80))}: ${problem.message}`, line });
  return marker ?? NEVER;
}
