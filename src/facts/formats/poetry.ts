import type { ManifestText, Problem, PythonVersion, Requirement } from './manifest.js';
import { hasCommit, normalizeName, parseUrl } from './pep508.js';
import { isTable, strings, type TomlTable, type TomlText, tableAt } from './toml.js';

/** Reads the tables of Poetry, old and new. Source: Poetry, docs/pyproject.md and docs/dependency-specification.md. */
export function readPoetry(toml: TomlText, out: ManifestText): void {
  const tables = tableAt(toml.data, 'tool', 'poetry');
  if (!tables) return;
  const base = ['tool', 'poetry'];
  const main = tableAt(tables, 'dependencies');
  if (main) {
    const path = [...base, 'dependencies'];
    const found = poetryGroup(toml, path, main, {}, out.problems, extrasOf(tables));
    out.python.push(...poetryPython(toml, path, main));
    if (out.declares) enrich(out, found);
    else out.requirements.push(...found);
    out.declares = true;
  }
  const groups: [path: string[], group: string][] = [
    [[...base, 'dev-dependencies'], 'dev'],
    ...Object.keys(tableAt(tables, 'group') ?? {}).map((name): [string[], string] => [
      [...base, 'group', name, 'dependencies'],
      normalizeName(name),
    ]),
  ];
  for (const [path, group] of groups) {
    const table = tableAt(toml.data, ...path);
    if (!table) continue;
    const more = group === 'main' ? {} : { group };
    out.requirements.push(...poetryGroup(toml, path, table, more, out.problems));
  }
}

/** Next to `[project]` the tables of Poetry add nothing: they say where a package comes from, or fix its version. */
function enrich(out: ManifestText, found: readonly Requirement[]): void {
  for (const { name, from, exact, specifier } of found) {
    for (const same of out.requirements) {
      if (same.name !== name || same.group !== undefined) continue;
      if (from !== 'index') Object.assign(same, { from, exact, specifier });
      else if (exact) Object.assign(same, { exact, specifier });
    }
  }
}

/** The extra that brings an optional package in, by the name of the package. */
function extrasOf(tables: TomlTable): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(tableAt(tables, 'extras') ?? {}).flatMap(([extra, names]) =>
      strings(names).map((name) => [normalizeName(name), normalizeName(extra)] as const),
    ),
  );
}

/** Whether a Poetry constraint names one version: a bare version is exact here. Source: Poetry, docs/dependency-specification.md. */
export function isExactPoetry(constraint: string): boolean {
  return /^\s*={0,3}\s*v?\d+(?:[.!+_-]?[0-9a-z]+)*\s*$/i.test(constraint);
}

/**
 * A Poetry constraint in the words of PEP 440: `^1.2` is `>=1.2,<2`, `~1.2.3` is `>=1.2.3,<1.3`.
 * Undefined for alternatives (`||`), which PEP 440 has no word for.
 */
export function toPep440(constraint: string): string | undefined {
  if (constraint.includes('|')) return undefined;
  const clauses = constraint
    .replace(/([<>=!~^])\s+/g, '$1')
    .split(/[,\s]+/)
    .filter((clause) => clause !== '' && clause !== '*');
  return clauses.map(clauseToPep440).join(',');
}

function clauseToPep440(clause: string): string {
  const match = /^(\^|~(?!=))v?((?:(\d+)!)?(\d+(?:\.\d+)*)\S*)/.exec(clause);
  if (!match) return clause.replace(/^=?(?=v?\d)v?/, '==');
  const [, operator, lowest, epoch, release] = match;
  const parts = release!.split('.').map(Number);
  // Caret: the leftmost part that is not zero may not change; tilde: the second part may not.
  const firstNonZero = parts.findIndex((part) => part !== 0);
  const kept =
    operator === '^' ? (firstNonZero < 0 ? parts.length - 1 : firstNonZero) : Math.min(1, parts.length - 1);
  const upper = parts.slice(0, kept + 1);
  upper[kept] = upper[kept]! + 1;
  return `>=${lowest},<${epoch === undefined ? '' : `${epoch}!`}${upper.join('.')}`;
}

/** The requirements of one Poetry table; `python` is left out. */
function poetryGroup(
  toml: TomlText,
  path: string[],
  table: TomlTable,
  more: Pick<Requirement, 'group'>,
  problems: Problem[],
  extras: ReadonlyMap<string, string> = new Map(),
): Requirement[] {
  return Object.entries(table).flatMap(([written, value]) => {
    if (written.toLowerCase() === 'python') return [];
    const line = toml.line([...path, written]);
    const alternatives = Array.isArray(value) ? value : [value];
    const read = alternatives.map((one) => entry(written, one, extras));
    if (read.some((one) => one === undefined))
      problems.push({ message: `${written} has neither a version nor a source`, line });
    const known = read.filter((one) => one !== undefined);
    const [first] = known;
    // Alternatives for several markers are one requirement: exact when each of them is.
    return first ? [{ ...first, ...more, exact: known.every(({ exact }) => exact), line }] : [];
  });
}

/** The Python versions that a Poetry table admits. */
function poetryPython(toml: TomlText, path: string[], table: TomlTable): PythonVersion[] {
  const value = isTable(table.python) ? table.python.version : table.python;
  if (typeof value !== 'string' || value.trim() === '*') return [];
  return [
    {
      value: isExactPoetry(value) ? value : (toPep440(value) ?? value),
      exact: isExactPoetry(value),
      line: toml.line([...path, 'python']),
    },
  ];
}

function entry(
  written: string,
  value: unknown,
  extras: ReadonlyMap<string, string>,
): Omit<Requirement, 'line'> | undefined {
  const base = { name: normalizeName(written), ecosystem: 'pypi' as const };
  if (typeof value === 'string')
    return {
      ...base,
      raw: `${written} = "${value}"`,
      specifier: value,
      exact: isExactPoetry(value),
      from: 'index',
    };
  if (!isTable(value)) return undefined;
  const optional = value.optional === true ? { extra: extras.get(base.name) ?? '*' } : {};
  const wanted = strings(value.extras).map(normalizeName);
  const marker = typeof value.markers === 'string' ? { marker: value.markers } : {};
  const raw = `${written} = {...}`;
  const rest = { ...base, ...optional, ...marker, ...(wanted.length > 0 ? { extras: wanted } : {}), raw };
  if (typeof value.git === 'string') {
    const rev = [value.rev, value.tag, value.branch].find((one) => typeof one === 'string');
    const specifier = `@ git+${value.git}${rev === undefined ? '' : `@${rev}`}`;
    return {
      ...rest,
      specifier: parseUrl(specifier.slice(2)).specifier,
      exact: hasCommit(specifier),
      from: 'vcs',
    };
  }
  if (typeof value.url === 'string') return { ...rest, ...parseUrl(value.url) };
  if (typeof value.path === 'string' || typeof value.file === 'string')
    return { ...rest, specifier: `@ ${String(value.path ?? value.file)}`, exact: false, from: 'path' };
  if (typeof value.version !== 'string') return undefined;
  return { ...rest, specifier: value.version, exact: isExactPoetry(value.version), from: 'index' };
}
