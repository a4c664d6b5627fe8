import type { Dependency, Manifest, ManifestKind } from '../dependencies.js';
import type { Requirement } from '../formats/manifest.js';
import { condaDistributions } from '../imports/conda.js';
import { baseName, depthOf, folderOf, inFolder, isIn } from '../paths.js';
import { isTool } from './groups.js';
import { isAround } from './reach.js';

/** Which format leads where a folder has several, best first. */
const ORDER: readonly ManifestKind[] = [
  'requirements',
  'pyproject',
  'conda',
  'pipfile',
  'setup-cfg',
  'setup-py',
  'pixi',
  'conda-meta',
  'hatch',
  'r-description',
  'julia-project',
  'script',
];

const LOCK_OF: Partial<Record<ManifestKind, readonly string[]>> = {
  pyproject: ['uv.lock', 'poetry.lock', 'pdm.lock', 'pixi.lock', 'pylock.toml'],
  pipfile: ['Pipfile.lock'],
  pixi: ['pixi.lock'],
  conda: ['conda-lock.yml', 'conda-lock.yaml'],
  'r-description': ['renv.lock'],
  'julia-project': ['Manifest.toml', 'JuliaManifest.toml'],
};

/** Names that lead among files of the same format. */
const LEADING =
  /^(?:requirements|base|main|core|prod|production|common|runtime|environment|conda|env)\.(?:txt|in|ya?ml)$/;

export interface InstallRoute {
  manifests: Manifest[];
  reason: string;
  /** The manifests of each folder that has lists of its own, where no list stands for them all; else one part. */
  parts: Manifest[][];
}

/** What stands around the manifests. */
export interface Surroundings {
  /** Paths that the config declares. */
  declared: readonly string[];
  has(path: string): boolean;
  /** Manifests that a lock elsewhere in the repository locks, such as the one of a workspace. */
  lockedAround: ReadonlySet<string>;
  /** The folder of the repository that is judged; empty for the whole. */
  folder: string;
}

/**
 * Chooses the manifests from which the project is installed: those that the config declares, else the best of the root,
 * with what it takes in. Where the root has none, those of each outermost folder that has some.
 */
export function chooseRoute(manifests: readonly Manifest[], around: Surroundings): InstallRoute {
  const { declared, has } = around;
  if (declared.length > 0) {
    const named = withIncluded(
      manifests.filter(({ path }) => declared.includes(path)),
      manifests,
    );
    return { manifests: named, reason: 'declared in the config', parts: [named] };
  }
  const pool = candidatesOf(manifests);
  const nearest = Math.min(...pool.map(({ path }) => levelOf(path)));
  const near = pool.filter(
    ({ path }) =>
      (levelOf(path) === 0 || (nearest > 0 && isOutermost(path, pool))) &&
      // requirements.txt next to requirements.in is what the latter was compiled to: its lock, not another list.
      !(path.endsWith('.txt') && has(path.replace(/\.txt$/, '.in'))),
  );
  const taken = new Set(near.flatMap(({ includes }) => includes));
  const leaders = near.filter(({ path }) => !taken.has(path));
  const homes = new Map<string, Manifest[]>();
  for (const manifest of leaders.length > 0 ? leaders : near) {
    const home = nearest === 0 ? '' : folderOf(manifest.path);
    homes.set(home, [...(homes.get(home) ?? []), manifest]);
  }
  const best = [...homes.values()]
    .map((all) => bestOf(all, around))
    .sort(([a], [b]) => depthOf(a!.path) - depthOf(b!.path));
  const [first] = best.flat();
  if (!first) return { manifests: [], reason: 'no manifest', parts: [] };
  return {
    manifests: withIncluded(best.flat(), manifests),
    reason: reasonFor(best.flat(), nearest, around),
    parts: best.map((all) => withIncluded(all, manifests)),
  };
}

function reasonFor(best: readonly Manifest[], nearest: number, around: Surroundings): string {
  const root = around.folder === '' ? 'the root' : around.folder;
  const others = best.length > 1 && nearest > 0 ? `with ${best.length - 1} more, ` : '';
  if (best.every((one) => isLocked(one, around)))
    return best.length > 1 ? `${others}each has a lockfile` : 'it has a lockfile';
  return nearest === 0 ? `in ${root}` : `${others}nearest to ${root}`;
}

/** The manifests that may lead: what a run needs, or what a repository of templates or of examples consists of. */
function candidatesOf(manifests: readonly Manifest[]): Manifest[] {
  const inside = manifests.filter(({ path }) => !isAround(path));
  // A script that says itself what it needs is installed by itself; it stands for the project where nothing else does.
  const project = inside.filter(({ kind }) => kind !== 'script');
  const runtime = (project.some(says) ? project : inside).filter(({ group }) => group === undefined);
  for (const group of [undefined, 'template', 'examples']) {
    const found = (group === undefined ? runtime : inside).filter((one) => one.group === group && says(one));
    if (found.length > 0) return found;
  }
  return runtime.filter(({ declares }) => declares);
}

/** How deep a list lies; requirements/base.txt stands for the root as requirements.txt does. */
function levelOf(path: string): number {
  return /^requirements?\/[^/]+$/i.test(path) ? 0 : depthOf(path);
}

/** Whether no other manifest stands in a folder above. */
function isOutermost(path: string, pool: readonly Manifest[]): boolean {
  const folder = folderOf(path);
  return !pool.some((one) => isIn(folder, folderOf(one.path)));
}

/** The best of one folder; several lists of equal standing (requirements-train.txt, requirements-serve.txt) go together. */
function bestOf(manifests: readonly Manifest[], around: Surroundings): Manifest[] {
  const ranked = manifests
    .map((manifest) => ({ manifest, rank: rank(manifest, around) }))
    .sort((a, b) => a.rank - b.rank || depthOf(a.manifest.path) - depthOf(b.manifest.path));
  const [best] = ranked;
  if (!best) return [];
  const { kind, path } = best.manifest;
  const folder = folderOf(path);
  return ranked
    .filter(
      (one) =>
        one === best ||
        (one.rank === best.rank &&
          folderOf(one.manifest.path) === folder &&
          (kind === 'requirements' || kind === 'script')),
    )
    .map(({ manifest }) => manifest);
}

/**
 * What the code needs when it runs, one entry a package: alternatives for several markers count as one, and so do the
 * names that a package has for conda and for pip.
 */
export function runtimeOf(route: readonly Manifest[], limits: readonly Dependency[]): Dependency[] {
  const fixed = new Set(limits.filter(({ exact }) => exact).map(({ name }) => name));
  const byName = new Map<string, Dependency>();
  for (const manifest of route) {
    const here = new Map<string, Dependency>();
    for (const requirement of manifest.requirements) {
      const { name, group, extra, from } = requirement;
      if (group !== undefined || extra !== undefined || isTool(name)) continue;
      // What lies in the project is fixed with it; a path of one machine is not there on another.
      if (from === 'path' && !isMachinePath(requirement)) continue;
      const key = keyOf(requirement);
      const before = here.get(key);
      if (!before || (before.exact && !requirement.exact)) here.set(key, requirement);
    }
    for (const [name, requirement] of here) {
      const before = byName.get(name);
      if (!before || (!before.exact && requirement.exact)) byName.set(name, requirement);
    }
  }
  return [...byName.values()].map((one) => (fixed.has(one.name) ? { ...one, exact: true } : one));
}

/** What the code of several folders needs, each with its lists: a package once for each way in which it is asked for. */
export function runtimeOfParts(parts: readonly Manifest[][], limits: readonly Dependency[]): Dependency[] {
  const out = new Map<string, Dependency>();
  for (const one of parts.flatMap((part) => runtimeOf(part, limits))) {
    const key = `${keyOf(one)} ${one.specifier}`;
    if (!out.has(key)) out.set(key, one);
  }
  return [...out.values()];
}

/** Packages of the same key take the place of each other: `pytorch` of conda is the `torch` of pip. */
function keyOf({ name, ecosystem }: Requirement): string {
  return (ecosystem === 'conda' ? condaDistributions(name)[0] : undefined) ?? name;
}

/** Whether a requirement is taken from a path of the machine on which the list was made, as `pip freeze` leaves them. */
export function isMachinePath({ from, specifier }: Requirement): boolean {
  return from === 'path' && /^@\s*(?:file:\/\/\/(?!\$)|file:\/(?!\/)|\/|~|[A-Za-z]:[\\/])/.test(specifier);
}

/** The manifests and, after them, everything that they take in. */
export function withIncluded(roots: readonly Manifest[], all: readonly Manifest[]): Manifest[] {
  const byPath = new Map(all.map((manifest) => [manifest.path, manifest]));
  const out = new Set<Manifest>(roots);
  for (const manifest of out) {
    for (const path of manifest.includes) {
      const included = byPath.get(path);
      if (included) out.add(included);
    }
  }
  return [...out];
}

function says({ requirements, includes, computed, declares, problems }: Manifest): boolean {
  const runtime = requirements.some(
    ({ name, group, extra }) => group === undefined && extra === undefined && !isTool(name),
  );
  return runtime || includes.length > 0 || computed !== undefined || (!declares && problems.length > 0);
}

function rank(manifest: Manifest, around: Surroundings): number {
  const order = ORDER.indexOf(manifest.kind);
  if (isLocked(manifest, around)) return order - 100;
  const ambiguous = manifest.kind === 'requirements' || manifest.kind === 'conda';
  if (!ambiguous || LEADING.test(baseName(manifest.path).toLowerCase())) return order;
  return order + 20;
}

function isLocked({ kind, path }: Manifest, { has, lockedAround }: Surroundings): boolean {
  const folder = folderOf(path);
  return lockedAround.has(path) || (LOCK_OF[kind] ?? []).some((name) => has(inFolder(folder, name)));
}
