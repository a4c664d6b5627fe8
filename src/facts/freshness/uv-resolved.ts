import { canHold } from '../formats/marker-logic.js';
import { ALWAYS, type Marker } from '../formats/marker-syntax.js';
import { admits, parseSpecifiers } from '../formats/specifiers.js';
import type { UvProject } from '../formats/uv-lock.js';
import type { DeclaredUvRequirement } from '../formats/uv-sources.js';
import { versionsByName } from './look-up.js';
import type { UvContext } from './uv-project.js';

/** A lock without metadata tells what the project resolved to by name: what is not there may be so for a reason. */
export function compareNames(
  { comparison, python, lock }: UvContext,
  path: string,
  project: UvProject,
  declared: readonly DeclaredUvRequirement[],
): void {
  const excluded = new Set([...lock.manifest.excludes, project.name]);
  const wanted = new Set(
    declared
      .filter(({ name, marker }) => !excluded.has(name) && canHold(marker, python) !== false)
      .map(({ name }) => name),
  );
  const missing = [...wanted].find((name) => !project.dependencies.has(name));
  const more = [...project.dependencies].find((name) => !wanted.has(name) && name !== project.name);
  if (missing !== undefined && project.dependencies.size === 0)
    for (const one of declared) {
      if (one.name === missing)
        comparison.differ({
          about: 'requirement',
          name: missing,
          declared: one.specifier || 'any version',
          at: { file: path, line: one.line },
        });
    }
  else if (missing !== undefined)
    comparison.leaveOpen(
      `the lock records no metadata of ${path}, and ${missing} is not among its dependencies`,
    );
  if (more !== undefined)
    comparison.leaveOpen(`the lock records no metadata of ${path}, and has ${more} among its dependencies`);
}

/** The locked versions must satisfy what is declared, overrides aside. */
export function compareVersions(
  { comparison, lock, python }: UvContext,
  path: string,
  declared: readonly DeclaredUvRequirement[],
): void {
  const replaced = new Set([
    ...lock.manifest.overrides.map(({ name }) => name),
    ...lock.manifest.excludes,
    ...comparison.differences.map(({ name }) => name.replace(/^.*: /, '')),
  ]);
  const { supported } = lock.environments;
  const within: Marker = supported.length > 0 ? { type: 'or', of: supported } : ALWAYS;
  const versions = versionsByName(lock);
  for (const { name, specifier, marker, line, source } of declared) {
    if (replaced.has(name)) continue;
    const found = versions.get(name);
    const at = { file: path, line };
    if (!found) {
      if (canHold(marker, python, within) === true && lock.conflicts.length === 0)
        comparison.differ({ about: 'requirement', name, declared: specifier || 'any version', at });
      continue;
    }
    const clauses = source.kind === 'index' ? parseSpecifiers(specifier) : undefined;
    if (!clauses || found.length === 0 || found.some((version) => admits(clauses, version))) continue;
    if (canHold(marker, python, within) !== true) continue;
    comparison.differ({ about: 'requirement', name, declared: specifier, locked: found.join(' and '), at });
  }
}
