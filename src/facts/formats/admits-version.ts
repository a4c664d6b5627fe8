import { matchesCondaSpec } from './conda-match.js';
import type { ManifestKind, Requirement } from './manifest.js';
import { toPep440 } from './poetry.js';
import { admits, parseSpecifiers } from './specifiers.js';

/**
 * Whether what a manifest asks for admits a version (and, of conda, a build); undefined where that cannot be told, as of
 * addresses and of ecosystems that order versions by rules of their own.
 * Source: PEP 440; Poetry, docs/dependency-specification.md; conda, docs/source/user-guide/concepts/pkg-specs.rst.
 */
export function admitsVersion(
  { specifier, ecosystem }: Pick<Requirement, 'specifier' | 'ecosystem'>,
  kind: ManifestKind,
  version: string,
  build?: string,
): boolean | undefined {
  if (ecosystem === 'conda') return matchesCondaSpec(specifier, { version, build });
  if (ecosystem !== 'pypi') return undefined;
  const text = specifier.trim();
  if (text === '' || text === '*') return true;
  const clauses = parseSpecifiers(text);
  if (clauses) return admits(clauses, version);
  // Only Poetry has carets, alternatives, bare versions and tildes of its own.
  return kind === 'pyproject' ? admitsInPoetry(text, version) : undefined;
}

function admitsInPoetry(constraint: string, version: string): boolean | undefined {
  const answers = constraint.split(/\|\|?/).map((alternative) => {
    const range = toPep440(alternative);
    const clauses = range === undefined ? undefined : parseSpecifiers(range);
    return clauses && admits(clauses, version);
  });
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}
