import {
  type CondaVersion,
  compareCondaVersions,
  condaStartsWith,
  parseCondaVersion,
} from './conda-version.js';

/** A locked conda package, as far as specs ask for it. */
export interface CondaBuild {
  version: string;
  build?: string | undefined;
}

/**
 * Whether a package satisfies the version part of a conda spec, its build included (`=1.2`, `>=1,<2`, `1.2.* py39*`,
 * `=1.2.3=h1_0`); undefined where it cannot be told.
 * Source: conda, conda/models/match_spec.py and version.py, `VersionSpec`.
 */
export function matchesCondaSpec(spec: string, { version, build }: CondaBuild): boolean | undefined {
  const text = spec.trim();
  if (text === '' || text === '*') return true;
  if (text.length > 500 || /[[\]^$()]/.test(text)) return undefined;
  const triple =
    /^={0,2}\s*([^\s=<>~!|,]+)\s*=\s*([^\s=]+)$/.exec(text) ??
    // `>= 1.2` and `1.2, 1.3` go on after the space; `>=1.2,<2 h1_0` names a build.
    /^(\S*[^\s=<>~!|,])\s+([^\s=<>~!|,]+)$/.exec(text);
  if (triple) {
    const ofVersion = matchesVersion(triple[1]!, version);
    const ofBuild = build === undefined ? undefined : matchesGlob(triple[2]!, build);
    if (ofVersion === false || ofBuild === false) return false;
    return ofVersion === undefined || ofBuild === undefined ? undefined : true;
  }
  return matchesVersion(text, version);
}

/** Whether a version satisfies alternatives (`|`) of clauses that must hold together (`,`). */
function matchesVersion(spec: string, text: string): boolean | undefined {
  const version = parseCondaVersion(text);
  if (!version) return undefined;
  return some(
    spec
      .split('|')
      .map((alternative) =>
        every(alternative.split(',').map((clause) => matchesClause(clause.trim(), version, text))),
      ),
  );
}

function matchesClause(clause: string, version: CondaVersion, text: string): boolean | undefined {
  // A `!` stands in a version after its epoch.
  const match = /^(==|!=|<=|>=|~=|<|>|=)?\s*((?:\d+!)?[^\s=<>~!]+)$/.exec(clause);
  if (!match) return undefined;
  const [, operator = '', written = ''] = match;
  if (written === '*') return operator !== '!=';
  const isPrefix = /\.?\*$/.test(written);
  const wanted = parseCondaVersion(written.replace(/\.?\*$/, ''));
  if (!wanted || (isPrefix && written.slice(0, -1).includes('*')))
    return operator === '' && written.includes('*') ? matchesGlob(written, text) : undefined;
  // Conda takes this star for a letter, pixi for a wildcard.
  if (operator === '!=' && isPrefix && !written.endsWith('.*')) return undefined;
  const order = compareCondaVersions(version, wanted);
  const begins = condaStartsWith(version, wanted);
  switch (operator) {
    case '=':
      return begins;
    case '':
    case '==':
      return isPrefix ? begins : order === 0;
    case '!=':
      return isPrefix ? !begins : order !== 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    default: {
      const start = parseCondaVersion(written.includes('.') ? written.replace(/\.[^.]*$/, '') : '');
      return start && order >= 0 && condaStartsWith(version, start);
    }
  }
}

/** Whether a text fits a pattern in which `*` stands for anything. Linear in the text for each star. */
function matchesGlob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (!text.startsWith(first)) return false;
  if (rest.length === 0) return text === first;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}

function every(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false;
  return results.includes(undefined) ? undefined : true;
}

function some(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(true)) return true;
  return results.includes(undefined) ? undefined : false;
}
