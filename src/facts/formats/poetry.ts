import type { Problem, PythonVersion, Requirement } from './manifest.js';
import { hasCommit, normalizeName, parseUrl } from './pep508.js';
import { isTable, type TomlTable, type TomlText } from './toml.js';

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
  const match = /^(\^|~(?!=))v?(\d+(?:\.\d+)*)/.exec(clause);
  if (!match) return /^v?\d/.test(clause) ? `==${clause.replace(/^v/, '')}` : clause;
  const parts = match[2]!.split('.').map(Number);
  // Caret: the leftmost part that is not zero may not change; tilde: the second part may not.
  const firstNonZero = parts.findIndex((part) => part !== 0);
  const kept =
    match[1] === '^' ? (firstNonZero < 0 ? parts.length - 1 : firstNonZero) : Math.min(1, parts.length - 1);
  const upper = parts.slice(0, kept + 1);
  upper[kept] = upper[kept]! + 1;
  return `>=${match[2]},<${upper.join('.')}`;
}

/** The requirements of one Poetry table; `python` is left out. */
export function poetryGroup(
  toml: TomlText,
  path: string[],
  table: TomlTable,
  more: Pick<Requirement, 'group'>,
  problems: Problem[],
): Requirement[] {
  return Object.entries(table).flatMap(([written, value]) => {
    if (written.toLowerCase() === 'python') return [];
    const line = toml.line([...path, written]);
    const alternatives = Array.isArray(value) ? value : [value];
    const read = alternatives.map((one) => entry(written, one));
    if (read.some((one) => one === undefined))
      problems.push({ message: `${written} has neither a version nor a source`, line });
    const known = read.filter((one) => one !== undefined);
    const [first] = known;
    // Alternatives for several markers are one requirement: exact when each of them is.
    return first ? [{ ...first, ...more, exact: known.every(({ exact }) => exact), line }] : [];
  });
}

/** The Python versions that a Poetry table admits. */
export function poetryPython(toml: TomlText, path: string[], table: TomlTable): PythonVersion[] {
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

function entry(written: string, value: unknown): Omit<Requirement, 'line'> | undefined {
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
  const optional = value.optional === true ? { extra: '*' } : {};
  const marker = typeof value.markers === 'string' ? { marker: value.markers } : {};
  const raw = `${written} = {...}`;
  const rest = { ...base, ...optional, ...marker, raw };
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
