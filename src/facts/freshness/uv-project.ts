import { canHold } from '../formats/marker-logic.js';
import type { Marker } from '../formats/markers.js';
import { admits, type Clause, parseSpecifiers } from '../formats/specifiers.js';
import type { UvLock, UvProject } from '../formats/uv-lock.js';
import type { UvManifest, WrittenRequirement } from '../formats/uv-project.js';
import type { UvRequirement } from '../formats/uv-requirement.js';
import { type DeclaredUvRequirement, lower, type UvPlace } from '../formats/uv-sources.js';
import type { Comparison } from './comparison.js';
import { compareSets, type SetContext } from './uv-compare.js';

/** What every step of holding a uv.lock against its manifests needs. */
export interface UvContext {
  comparison: Comparison;
  lock: UvLock;
  /** The manifest beside the lock. */
  root: UvManifest;
  /** The Python versions that the lock is made for. */
  python: readonly Clause[];
  /** Folders of the members by name, from the lock's. */
  members: ReadonlyMap<string, string>;
}

/** A manifest and where it stands. */
export interface UvStanding {
  path: string;
  /** From the lock's folder. */
  folder: string;
  manifest: UvManifest;
}

/** Holds one project of the workspace against what the lock records of it. */
export function compareProject(context: UvContext, standing: UvStanding, project: UvProject): void {
  const { comparison, lock } = context;
  const { path, manifest } = standing;
  const place: UvPlace = { ...standing, root: context.root, members: context.members };
  for (const problem of manifest.problems) comparison.leaveOpen(`${path}: ${problem}`);
  compareIdentity(context, standing, project);
  const computed = manifest.dynamic.find((key) => key === 'dependencies' || key === 'optional-dependencies');
  if (computed !== undefined)
    comparison.leaveOpen(`${path} computes its ${computed} when the package is built`);
  if (!manifest.isProject && project.name !== '') {
    comparison.leaveOpen(`${path} has no [project] table for uv to read`);
    return;
  }
  const requirements = computed === undefined ? lowerAll(comparison, path, manifest.requirements, place) : [];
  const groups = new Map(
    [...manifest.groups].map(([group, items]) => [group, lowerAll(comparison, path, items, place)]),
  );
  const all = [...requirements, ...[...groups.values()].flat()];
  comparison.compared.requirements += all.length;
  if (project.metadata === undefined) compareNames(context, path, project, all);
  else {
    const { metadata } = project;
    const set = setContext(context, path, manifest.line(['project', 'dependencies']));
    if (computed === undefined) {
      compareSets(comparison, requirements, metadata.requirements, { ...set, about: 'requirement' });
      compareExtras(context, standing, metadata.extras);
    }
    compareGroups(context, standing, groups, metadata.groups, project.name === '');
  }
  compareVersions(context, path, all);
  if (lock.problems.length > 0) comparison.leaveOpen('the lock could not be read in full');
}

/** Name, version and kind of the project itself. */
function compareIdentity(
  { comparison, members, lock }: UvContext,
  { path, manifest, folder }: UvStanding,
  project: UvProject,
): void {
  if (project.name === '') return;
  const at = (key: string) => ({ file: path, line: manifest.line(['project', key]) });
  const isDynamic = manifest.dynamic.includes('version');
  if (
    isDynamic
      ? project.version !== undefined
      : manifest.version !== project.version && manifest.version !== undefined
  )
    comparison.differ({
      about: 'version',
      name: project.name,
      declared: isDynamic ? 'a version computed when it is built' : manifest.version,
      locked: project.version ?? 'a version computed when it is built',
      at: at('version'),
    });
  // What others of the workspace need is built whatever it says; that rule changed between versions of uv.
  const needed = lock.projects.some((other) => other !== project && other.dependencies.has(project.name));
  if (!members.has(project.name) || needed || folder !== project.folder) return;
  if (manifest.isPackage !== (project.kind !== 'virtual'))
    comparison.differ({
      about: 'source',
      name: project.name,
      declared: manifest.isPackage ? 'a package to be built' : 'no package to be built',
      locked: project.kind === 'virtual' ? 'no package to be built' : 'a package to be built',
      at: at('name'),
    });
}

function lowerAll(
  comparison: Comparison,
  path: string,
  items: readonly WrittenRequirement[],
  place: UvPlace,
): DeclaredUvRequirement[] {
  return items.flatMap((item) => {
    const lowered = lower(item, place);
    if (!lowered)
      comparison.leaveOpen(
        `${path}:${item.line} ${JSON.stringify(item.text.slice(0, 80))} is not understood`,
      );
    return lowered ?? [];
  });
}

/** The context in which sets of requirements of one manifest are compared. */
export function setContext(
  { lock, python }: UvContext,
  file: string,
  line: number,
): Omit<SetContext, 'about'> {
  return {
    file,
    line,
    python,
    held: (name) => {
      const versions = lock.packages.flatMap((one) =>
        one.name === name && one.version ? [one.version] : [],
      );
      return versions.length === 0 ? undefined : `locked at ${versions.join(' and ')}`;
    },
  };
}

function compareExtras(
  { comparison }: UvContext,
  { path, manifest }: UvStanding,
  recorded: readonly string[] | undefined,
): void {
  comparison.compared.extras += manifest.extras.length;
  if (recorded === undefined) return;
  const at = { file: path, line: manifest.line(['project', 'optional-dependencies']) };
  for (const name of manifest.extras) {
    if (!recorded.includes(name)) comparison.differ({ about: 'extra', name, declared: 'an extra', at });
  }
  for (const name of recorded) {
    if (!manifest.extras.includes(name)) comparison.differ({ about: 'extra', name, locked: 'an extra', at });
  }
}

function compareGroups(
  context: UvContext,
  { path, manifest }: UvStanding,
  declared: ReadonlyMap<string, readonly DeclaredUvRequirement[]>,
  recorded: ReadonlyMap<string, readonly UvRequirement[]>,
  isVirtual: boolean,
): void {
  const { comparison, lock } = context;
  comparison.compared.groups += declared.size;
  // Empty groups are recorded from revision 1 on, and never for a root without a project.
  const counts = (items: readonly unknown[]) => items.length > 0 || (lock.revision > 0 && !isVirtual);
  for (const name of new Set([...declared.keys(), ...recorded.keys()])) {
    const [own, other] = [declared.get(name), recorded.get(name)];
    const line = manifest.line(['dependency-groups', name]);
    const at = { file: path, line };
    if (own && other)
      compareSets(comparison, own, other, {
        ...setContext(context, path, line),
        about: 'requirement',
        label: `${name}: `,
      });
    else if (own && counts(own)) comparison.differ({ about: 'group', name, declared: 'a group', at });
    else if (other && counts(other)) comparison.differ({ about: 'group', name, locked: 'a group', at });
  }
}

/** A lock without metadata tells what the project resolved to by name: what is not there may be so for a reason. */
function compareNames(
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
function compareVersions(
  { comparison, lock, python }: UvContext,
  path: string,
  declared: readonly DeclaredUvRequirement[],
): void {
  const replaced = new Set([
    ...lock.manifest.overrides.map(({ name }) => name),
    ...lock.manifest.excludes,
    ...comparison.differences.map(({ name }) => name.replace(/^.*: /, '')),
  ]);
  const within: Marker =
    lock.environments.supported.length > 0
      ? { type: 'or', of: lock.environments.supported }
      : { type: 'and', of: [] };
  const versions = new Map<string, string[]>();
  for (const { name, version } of lock.packages)
    versions.set(name, [...(versions.get(name) ?? []), ...(version === undefined ? [] : [version])]);
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
