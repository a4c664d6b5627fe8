import type { ManifestText, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName, parseRequirement, parseUrl } from './pep508.js';
import { isExact } from './specifiers.js';
import { isTable, parseToml, strings, tableAt } from './toml.js';

const NOT_PACKAGES = new Set(['source', 'requires', 'scripts', 'pipfile', 'pipenv']);

/**
 * Reads a Pipfile; every table but the known ones is a category of packages.
 * Source: https://pipenv.pypa.io/en/latest/pipfile.html. Throws `CannotTell` when it is no TOML.
 */
export function parsePipfile(text: string): ManifestText {
  const toml = parseToml(text);
  const out: ManifestText = { ...emptyManifest(), declares: tableAt(toml.data, 'packages') !== undefined };
  for (const [category, table] of Object.entries(toml.data)) {
    if (NOT_PACKAGES.has(category) || !isTable(table)) continue;
    const group =
      category === 'packages' ? undefined : category === 'dev-packages' ? 'dev' : normalizeName(category);
    for (const [written, value] of Object.entries(table)) {
      const line = toml.line([category, written]);
      const extras = isTable(value) ? strings(value.extras).map(normalizeName) : [];
      const marker = isTable(value) && typeof value.markers === 'string' ? value.markers : undefined;
      const found = origin(value);
      const problem = whatIsWrong(written, value, found);
      if (problem !== undefined) out.problems.push({ message: problem, line });
      out.requirements.push({
        name: normalizeName(written),
        raw: `${written} = ${typeof value === 'string' ? `"${value}"` : '{...}'}`,
        ...found,
        ecosystem: 'pypi',
        ...(extras.length > 0 ? { extras } : {}),
        ...(marker === undefined ? {} : { marker }),
        ...(group === undefined ? {} : { group }),
        line,
      });
    }
  }
  const requires = tableAt(toml.data, 'requires') ?? {};
  for (const key of ['python_version', 'python_full_version']) {
    const value = requires[key];
    if (typeof value === 'string')
      out.python.push({ value, exact: /^\d+\.\d+/.test(value), line: toml.line(['requires', key]) });
  }
  return out;
}

type Origin = Pick<Requirement, 'specifier' | 'exact' | 'from' | 'hashed'>;

function origin(value: unknown): Origin {
  if (typeof value === 'string') {
    const specifier = value.trim() === '*' ? '' : value;
    return { specifier, exact: isExact(specifier), from: 'index' };
  }
  if (!isTable(value)) return { specifier: '', exact: false, from: 'index' };
  for (const vcs of ['git', 'hg', 'svn', 'bzr']) {
    const address = value[vcs];
    if (typeof address !== 'string') continue;
    const ref = typeof value.ref === 'string' ? `@${value.ref}` : '';
    const scheme = address.startsWith(`${vcs}+`) ? '' : `${vcs}+`;
    return parseUrl(`${scheme}${address}${ref}`);
  }
  if (typeof value.path === 'string') return { specifier: `@ ${value.path}`, exact: false, from: 'path' };
  const file = value.file ?? value.url;
  if (typeof file === 'string') return parseUrl(file);
  return origin(typeof value.version === 'string' ? value.version : '*');
}

/** A version that no tool takes, or a value that is none. */
function whatIsWrong(name: string, value: unknown, { from, specifier }: Origin): string | undefined {
  if (typeof value !== 'string' && !isTable(value)) return `${name} has neither a version nor a source`;
  if (from !== 'index' || specifier === '') return undefined;
  // Pipenv takes a bare version too.
  const clauses = /^\s*\d/.test(specifier) ? `==${specifier}` : specifier;
  return parseRequirement(`x${clauses}`).problem?.replace(/^"x[^"]*": /, `${name}: `);
}
