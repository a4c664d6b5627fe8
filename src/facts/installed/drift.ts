import { eq, explain } from '@renovatebot/pep440';
import type { Dependencies, Dependency } from '../dependencies.js';
import { parseMarker } from '../formats/marker-syntax.js';
import { evaluateMarker } from '../formats/markers.js';
import { normalizeName } from '../formats/pep508.js';
import { exactVersion } from '../formats/specifiers.js';
import { condaDistributions } from '../imports/conda.js';
import type { Lockfile } from '../lockfiles.js';
import type { Environment, InstalledPackage } from './model.js';

/** A package that the lock, or an exact pin, asks for. */
export interface Wanted {
  name: string;
  ecosystem: 'pypi' | 'conda';
  /** Any of these will do: one for each platform or marker that the lock tells apart. */
  versions: readonly string[];
  /** Whether a run surely needs it on this platform; other groups, extras and platforms are not. */
  required: boolean;
  at: { file: string; line?: number | undefined };
}

/** A wanted package that is installed at another version, or not at all. */
export interface Drift {
  wanted: Wanted;
  /** The version that is installed; absent where none is. */
  installed?: string;
  /** How far apart the versions are: `patch` where major and minor number agree. */
  by: 'patch' | 'more' | 'absent';
}

export interface Comparison {
  /** Wanted packages that were found installed. */
  compared: number;
  drifts: readonly Drift[];
  /** Locked packages that are not installed and that this platform or run may do without. */
  left: readonly string[];
  /** Installed packages that nothing asks for, sorted. */
  extra: readonly string[];
}

/** What makes environments work, whatever is locked. */
const TOOLS = new Set([
  'pip',
  'setuptools',
  'wheel',
  'uv',
  'distribute',
  'pkg-resources',
  'virtualenv',
  'conda',
  'mamba',
  'python',
]);

/** What the main locks fix; without any, the exact pins of the runtime dependencies. */
export function wantedBy(
  locks: readonly Lockfile[],
  { runtime, manifests }: Dependencies,
  environment: Environment,
  alsoNeeded: readonly string[] = [],
): Wanted[] {
  const filled = locks.filter(({ packages }) => packages.some(({ version }) => version !== undefined));
  const needed = new Set(alsoNeeded);
  const listed = manifests.filter(({ path }) => filled.some((lock) => lock.path === path));
  for (const requirement of [...runtime, ...listed.flatMap(({ requirements }) => requirements)]) {
    if (isNeeded(requirement, environment)) needed.add(normalizeName(requirement.name));
  }
  if (filled.length === 0) return runtime.flatMap((one) => pinned(one, environment));
  const wanted = new Map<string, Wanted>();
  for (const lock of filled) {
    for (const { name, version, ecosystem, line } of lock.packages) {
      if (version === undefined || (ecosystem !== 'pypi' && ecosystem !== 'conda')) continue;
      const key = `${ecosystem} ${normalizeName(name)}`;
      const before = wanted.get(key);
      wanted.set(key, {
        name,
        ecosystem,
        versions: [...(before?.versions ?? []), version],
        required: needed.has(normalizeName(name)),
        at: before?.at ?? { file: lock.path, line },
      });
    }
  }
  return [...wanted.values()];
}

function pinned(requirement: Dependency, environment: Environment): Wanted[] {
  const { name, specifier, exact, ecosystem, from, at } = requirement;
  if (!exact || from !== 'index' || (ecosystem !== 'pypi' && ecosystem !== 'conda')) return [];
  // conda: `=1.2.3`, `==1.2.3`, `1.2.3=build`, `==1.2.3=build`.
  const version =
    ecosystem === 'pypi' ? exactVersion(specifier) : /^=*\s*([\w.!+]+)(?:=\S*)?$/.exec(specifier.trim())?.[1];
  if (version === undefined) return [];
  return [{ name, ecosystem, versions: [version], required: isNeeded(requirement, environment), at }];
}

/** Whether a requirement holds for a plain run in the environment; false where its marker cannot be decided. */
export function isNeeded({ group, extra, marker, from }: Dependency, { markers = {} }: Environment): boolean {
  if (group !== undefined || extra !== undefined || from === 'path') return false;
  if (marker === undefined) return true;
  const parsed = parseMarker(marker).marker;
  return parsed !== undefined && evaluateMarker(parsed, markers) === true;
}

/** Holds what is installed against what is wanted. */
export function compareInstalled({ packages, system }: Environment, wanted: readonly Wanted[]): Comparison {
  const byName = new Map<string, InstalledPackage[]>();
  const note = (key: string, one: InstalledPackage) => byName.set(key, [...(byName.get(key) ?? []), one]);
  for (const one of packages) {
    note(`${one.ecosystem} ${normalizeName(one.name)}`, one);
    // A Python package that conda installed is the one that PyPI calls by another name.
    if (one.ecosystem === 'conda') for (const name of condaDistributions(one.name)) note(`pypi ${name}`, one);
  }
  const drifts: Drift[] = [];
  const left: string[] = [];
  const asked = new Set<InstalledPackage>();
  let compared = 0;
  for (const one of wanted) {
    const found = byName.get(`${one.ecosystem} ${normalizeName(one.name)}`) ?? [];
    for (const each of found) asked.add(each);
    const [first] = found;
    if (!first) {
      if (one.required && !system) drifts.push({ wanted: one, by: 'absent' });
      else left.push(one.name);
      continue;
    }
    // An editable installation is the working copy itself, whatever it is called.
    if (found.some(({ editable }) => editable)) continue;
    compared++;
    if (found.some(({ version }) => one.versions.some((wants) => same(wants, version)))) continue;
    const patch = one.versions.some((wants) => found.some(({ version }) => isPatch(wants, version)));
    drifts.push({ wanted: one, installed: first.version, by: patch ? 'patch' : 'more' });
  }
  const conda = wanted.some(({ ecosystem }) => ecosystem === 'conda');
  const extra = packages.filter(
    (one) => !asked.has(one) && !one.editable && !TOOLS.has(one.name) && (one.ecosystem === 'pypi' || conda),
  );
  return {
    compared,
    drifts,
    left: left.sort(),
    extra: extra.map(({ name, version }) => `${name} ${version}`),
  };
}

/**
 * Whether an environment that the shell has activated is some other project's: it lacks most of what this one asks for
 * by name. Which environment is active says little of the project by itself.
 */
export function isOfAnother(
  { from }: Environment,
  wanted: readonly Wanted[],
  { compared, drifts, left }: Comparison,
  { runtime }: Dependencies,
): boolean {
  if (from !== 'shell') return false;
  const absent = new Set(drifts.filter(({ by }) => by === 'absent').map((drift) => drift.wanted.name));
  const asked = runtime.filter(({ name }) => wanted.some((one) => one.name === name));
  const there = asked.filter(({ name }) => !absent.has(name) && !left.includes(name));
  return compared === 0 || there.length * 2 < asked.length;
}

/** Equal by PEP 440; a build label (`+cu121`) counts only where the lock names one. */
function same(wanted: string, found: string): boolean {
  if (wanted === found) return true;
  const [a, b] = [explain(wanted), explain(found)];
  if (!a || !b) return false;
  return eq(wanted, a.local ? found : withoutLocal(found));
}

/** Major and minor number agree, and the rest or the build does not. */
function isPatch(wanted: string, found: string): boolean {
  const [a, b] = [explain(wanted), explain(found)];
  if (!a || !b || a.epoch !== b.epoch) return false;
  const minor = ({ release }: { release: number[] }) => `${release[0] ?? 0}.${release[1] ?? 0}`;
  return minor(a) === minor(b);
}

function withoutLocal(version: string): string {
  return version.replace(/\+.*$/, '');
}
