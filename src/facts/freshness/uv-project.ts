import { compare, explain } from '@renovatebot/pep440';
import type { Clause } from '../formats/specifiers.js';
import type { UvLock, UvProject } from '../formats/uv-lock.js';
import type { UvManifest, WrittenRequirement } from '../formats/uv-project.js';
import type { UvRequirement } from '../formats/uv-requirement.js';
import { type DeclaredUvRequirement, lower, type UvPlace, type UvWorkspace } from '../formats/uv-sources.js';
import type { Comparison } from './comparison.js';
import { versionsByName } from './look-up.js';
import { compareSets, type SetContext } from './uv-compare.js';
import { compareNames, compareVersions } from './uv-resolved.js';

/** What every step of holding a uv.lock against its manifests needs. */
export interface UvContext {
  comparison: Comparison;
  lock: UvLock;
  /** The workspace that is locked, its root beside the lock. */
  workspace: UvWorkspace;
  /** The Python versions that the lock is made for. */
  python: readonly Clause[];
}

/** A manifest and where it stands. */
export interface UvStanding {
  path: string;
  /** From the lock's folder. */
  folder: string;
  manifest: UvManifest;
  /** Its workspace, where that is not the one that is locked. */
  workspace?: UvWorkspace;
}

/** Holds one project of the workspace against what the lock records of it. */
export function compareProject(context: UvContext, standing: UvStanding, project: UvProject): void {
  const { comparison, lock } = context;
  const { path, manifest } = standing;
  const place: UvPlace = { workspace: context.workspace, ...standing };
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
  // Of what is no member only what is asked for is resolved: its extras and groups may well be missing.
  const resolved =
    project.member || project.name === ''
      ? all
      : lowerAll(
          comparison,
          path,
          manifest.requirements.filter(({ extra }) => extra === undefined),
          place,
        );
  if (project.metadata === undefined) compareNames(context, path, project, resolved);
  else {
    const { metadata } = project;
    const set = setContext(context, path, manifest.line(['project', 'dependencies']));
    if (computed === undefined) {
      compareSets(comparison, requirements, metadata.requirements, { ...set, about: 'requirement' });
      compareExtras(context, standing, metadata.extras);
    }
    compareGroups(context, standing, groups, metadata.groups, project.name === '');
  }
  compareVersions(context, path, resolved);
  if (lock.problems.length > 0) comparison.leaveOpen('the lock could not be read in full');
}

/** Name, version and kind of the project itself. */
function compareIdentity(
  { comparison, workspace: { members }, lock }: UvContext,
  { path, manifest, folder }: UvStanding,
  project: UvProject,
): void {
  if (project.name === '') return;
  const at = (key: string) => ({ file: path, line: manifest.line(['project', key]) });
  const isDynamic = manifest.dynamic.includes('version');
  const differs = isDynamic
    ? project.version !== undefined
    : manifest.version !== undefined && !sameVersion(manifest.version, project.version);
  if (differs)
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

/** Versions are the same however they are spelled. Source: PEP 440, "Normalization". */
function sameVersion(a: string, b: string | undefined): boolean {
  if (a === b) return true;
  const [one, other] = [explain(a), b === undefined ? null : explain(b)];
  return one !== null && other !== null && compare(a, b!) === 0;
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
      const versions = versionsByName(lock).get(name) ?? [];
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
