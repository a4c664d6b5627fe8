import type { Dependency, Manifest, ManifestKind } from '../dependencies.js';
import type { Requirement } from '../formats/manifest.js';
import { baseName, depthOf, folderOf, inFolder } from '../paths.js';
import { isTool } from './groups.js';

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
};

/** Names that lead among files of the same format. */
const LEADING =
  /^(?:requirements|base|main|core|prod|production|common|runtime|environment|conda|env)\.(?:txt|in|ya?ml)$/;

export interface InstallRoute {
  manifests: Manifest[];
  reason: string;
}

/**
 * Chooses the manifests from which the project is installed: those that the config declares, else the best of the
 * folder nearest to the root, with what it takes in.
 */
export function chooseRoute(
  manifests: readonly Manifest[],
  declared: readonly string[],
  has: (path: string) => boolean,
): InstallRoute {
  if (declared.length > 0) {
    const named = manifests.filter(({ path }) => declared.includes(path));
    return { manifests: withIncluded(named, manifests), reason: 'declared in the config' };
  }
  // A script that says itself what it needs is installed by itself; it stands for the project where nothing else does.
  const project = manifests.filter(({ kind }) => kind !== 'script');
  const runtime = (project.some(says) ? project : manifests).filter(({ group }) => group === undefined);
  const own = runtime.filter(says);
  // A repository of templates is what it makes.
  const candidates = own.length > 0 ? own : manifests.filter((one) => one.group === 'template' && says(one));
  const pool = candidates.length > 0 ? candidates : runtime.filter(({ declares }) => declares);
  const nearest = Math.min(...pool.map(({ path }) => depthOf(path)));
  // requirements/base.txt stands for the root as requirements.txt does.
  const near = pool.filter(
    ({ path }) =>
      (depthOf(path) === nearest || /^requirements?\/[^/]+$/i.test(path)) &&
      // requirements.txt next to requirements.in is what the latter was compiled to: its lock, not another list.
      !(path.endsWith('.txt') && has(path.replace(/\.txt$/, '.in'))),
  );
  const taken = new Set(near.flatMap(({ includes }) => includes));
  const leaders = near.filter(({ path }) => !taken.has(path));
  const ranked = (leaders.length > 0 ? leaders : near)
    .map((manifest) => ({ manifest, rank: rank(manifest, has) }))
    .sort((a, b) => a.rank - b.rank || depthOf(a.manifest.path) - depthOf(b.manifest.path));
  const best = ranked[0];
  if (!best) return { manifests: [], reason: 'no manifest' };
  const folder = folderOf(best.manifest.path);
  // Several lists of equal standing (requirements-train.txt, requirements-serve.txt) are one route together,
  // and so are those of the parts of a project whose root has none.
  const parts = depthOf(best.manifest.path) > 0 && depthOf(best.manifest.path) === nearest;
  const equal = ranked.filter(
    (one) =>
      one === best ||
      (one.rank === best.rank &&
        (folderOf(one.manifest.path) === folder
          ? best.manifest.kind === 'requirements' || best.manifest.kind === 'script'
          : parts && depthOf(one.manifest.path) === nearest && !hasLock(best.manifest, has))),
  );
  const reason = hasLock(best.manifest, has)
    ? 'it has a lockfile'
    : nearest === 0
      ? 'in the root'
      : equal.length > 1
        ? `with ${equal.length - 1} more, nearest to the root`
        : 'nearest to the root';
  return {
    manifests: withIncluded(
      equal.map(({ manifest }) => manifest),
      manifests,
    ),
    reason,
  };
}

/** What the code needs when it runs, one entry a package: alternatives for several markers count as one. */
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
      const before = here.get(name);
      if (!before || (before.exact && !requirement.exact)) here.set(name, requirement);
    }
    for (const [name, requirement] of here) {
      const before = byName.get(name);
      if (!before || (!before.exact && requirement.exact)) byName.set(name, requirement);
    }
  }
  return [...byName.values()].map((one) => (fixed.has(one.name) ? { ...one, exact: true } : one));
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
  const runtime = requirements.some(({ group, extra }) => group === undefined && extra === undefined);
  return runtime || includes.length > 0 || computed !== undefined || (!declares && problems.length > 0);
}

function rank(manifest: Manifest, has: (path: string) => boolean): number {
  const order = ORDER.indexOf(manifest.kind);
  if (hasLock(manifest, has)) return order - 100;
  const ambiguous = manifest.kind === 'requirements' || manifest.kind === 'conda';
  if (!ambiguous || LEADING.test(baseName(manifest.path).toLowerCase())) return order;
  return order + 20;
}

function hasLock({ kind, path }: Manifest, has: (path: string) => boolean): boolean {
  const folder = folderOf(path);
  return (LOCK_OF[kind] ?? []).some((name) => has(inFolder(folder, name)));
}
