import type { Dependency, ManifestKind } from '../facts/dependencies.js';
import { toPep440 } from '../facts/formats/poetry.js';
import { admits, parseSpecifiers } from '../facts/formats/specifiers.js';

/** Whether what a manifest declares admits a version; undefined when its words cannot be understood. */
export function admitsVersion(
  { specifier, ecosystem }: Dependency,
  kind: ManifestKind,
  version: string,
): boolean | undefined {
  if (specifier === '' || specifier === '*') return true;
  const alternatives = specifier.split(/\|\|?/).map((part) => inPep440(part.trim(), ecosystem, kind));
  const answers = alternatives.map((text) => {
    const clauses = text === undefined ? undefined : parseSpecifiers(text);
    return clauses && admits(clauses, version);
  });
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function inPep440(text: string, ecosystem: Dependency['ecosystem'], kind: ManifestKind): string | undefined {
  if (ecosystem === 'conda') return condaInPep440(text);
  // Only Poetry has carets, and tildes of its own; what is PEP 440 already stays as it is.
  return kind === 'pyproject' && parseSpecifiers(text) === undefined ? toPep440(text) : text;
}

/**
 * A conda version constraint in the words of PEP 440: `=1.2` and `1.2.*` are `==1.2.*`. Undefined for regular
 * expressions and builds. Source: conda, docs/source/user-guide/concepts/pkg-specs.rst, "Package match specifications".
 */
function condaInPep440(text: string): string | undefined {
  const clauses = text.split(',').map((clause) => {
    const bare = /^(?:=(?!=))?\s*(\d[\w.!+]*?)(?:\.?\*)?$/.exec(clause.trim());
    if (bare) return `==${bare[1]}.*`;
    return /^(?:==|!=|<=|>=|<|>|~=)\s*[\w.!+*]+$/.test(clause.trim()) ? clause.trim() : undefined;
  });
  return clauses.every((clause) => clause !== undefined) ? clauses.join(',') : undefined;
}
