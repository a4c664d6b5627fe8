import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { isExact, normalizeName, parseUrl } from './pep508.js';
import { isTable, parseToml, tableAt } from './toml.js';

const NOT_PACKAGES = new Set(['source', 'requires', 'scripts', 'pipfile', 'pipenv']);

/** Reads a Pipfile; every table but the known ones is a category of packages. Source: https://pipenv.pypa.io/en/latest/pipfile.html. Throws `CannotTell` when it is no TOML. */
export function parsePipfile(text: string): ManifestText {
  const toml = parseToml(text);
  const out: ManifestText = { ...emptyManifest(), declares: tableAt(toml.data, 'packages') !== undefined };
  for (const [category, table] of Object.entries(toml.data)) {
    if (NOT_PACKAGES.has(category) || !isTable(table)) continue;
    const group = category === 'packages' ? undefined : category === 'dev-packages' ? 'dev' : category;
    for (const [written, value] of Object.entries(table)) {
      out.requirements.push({
        name: normalizeName(written),
        raw: `${written} = ${typeof value === 'string' ? `"${value}"` : '{...}'}`,
        ...origin(value),
        ecosystem: 'pypi',
        ...(group === undefined ? {} : { group }),
        line: toml.line([category, written]),
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

function origin(value: unknown): Pick<ManifestText['requirements'][number], 'specifier' | 'exact' | 'from'> {
  if (typeof value === 'string') {
    const specifier = value === '*' ? '' : value;
    return { specifier, exact: isExact(specifier), from: 'index' };
  }
  if (!isTable(value)) return { specifier: '', exact: false, from: 'index' };
  if (typeof value.git === 'string') {
    const ref = typeof value.ref === 'string' ? `@${value.ref}` : '';
    return { ...parseUrl(`git+${value.git.replace(/^git\+/, '')}${ref}`) };
  }
  if (typeof value.path === 'string') return { specifier: `@ ${value.path}`, exact: false, from: 'path' };
  const file = value.file ?? value.url;
  if (typeof file === 'string') return parseUrl(file);
  return origin(typeof value.version === 'string' ? value.version : '*');
}
