import type { Requirement } from './manifest.js';

/**
 * Whether a conda version part names one version: `==1.2`, `=1.2.3` (all three parts; fuzzy by the letter, one release
 * in practice), `1.2.3`. `least` is how many parts a single `=` needs; two are enough for an interpreter.
 * Source: conda, docs/source/user-guide/concepts/pkg-specs.rst.
 */
export function isExactCondaVersion(version: string, least = 3): boolean {
  const match = /^(===?|=)?\s*v?(\d[\w.!+-]*?)(\.\*)?$/.exec(version.trim());
  if (!match || match[2]!.includes('*')) return false;
  const parts = match[2]!.split('.').length;
  if (match[1] !== '==' || match[3] !== undefined) return parts >= least;
  return true;
}

/** Reads a conda package spec: `channel::name=1.2.3=build`, `name >=1,<2`, `name 1.2.3 build`, `name[version='1.2']`. */
export function parseCondaSpec(text: string): Omit<Requirement, 'line'> | undefined {
  const raw = text.replace(/\s#.*$/, '').trim();
  const spec = raw.replace(/^[^\s=<>~![\]]*::/, '');
  const url = /^(?:https?|file):\/\/\S+?\/([^/\s]+?)-(\d[^-\s]*)-[^-\s]+\.(?:conda|tar\.bz2)/.exec(raw);
  if (url)
    return {
      name: url[1]!.toLowerCase(),
      raw,
      specifier: `==${url[2]}`,
      exact: true,
      from: 'url',
      ecosystem: 'conda',
    };
  const name = /^[A-Za-z0-9_][A-Za-z0-9_.-]*/.exec(spec)?.[0];
  if (name === undefined || raw.length > 8192) return undefined;
  let rest = spec.slice(name.length).trim();
  const bracket = /^\[(.*)\]$/s.exec(rest) ?? /\[(.*)\]$/s.exec(rest);
  if (bracket) {
    const inner = /version\s*=\s*(?:'([^']*)'|"([^"]*)"|([^,\]]*))/.exec(bracket[1]!);
    rest = inner ? (inner[1] ?? inner[2] ?? inner[3] ?? '') : rest.slice(0, bracket.index).trim();
  }
  return {
    name: name.toLowerCase(),
    raw,
    specifier: rest,
    exact: isExactRest(rest),
    from: 'index',
    ecosystem: 'conda',
  };
}

function isExactRest(rest: string): boolean {
  if (rest === '' || /[|,<>~!]/.test(rest)) return false;
  const build = /^=(?!=)([^=\s]+)=([^=\s]+)$/.exec(rest) ?? /^([^=\s]+)\s+([^=\s]+)$/.exec(rest);
  // Version and build together: exact unless the version is a glob.
  if (build) return !build[1]!.includes('*') && /^\d/.test(build[1]!);
  const match = /^(==?)?\s*(\S+)$/.exec(rest);
  return match !== null && isExactCondaVersion(`${match[1] ?? '='}${match[2]}`);
}
