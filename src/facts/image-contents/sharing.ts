import { groupOfPath, isTool } from '../dependencies/groups.js';
import { withIncluded } from '../dependencies/install-route.js';
import { lockedVersions } from '../dependencies/locked.js';
import type { Dependency } from '../dependencies.js';
import { admitsVersion } from '../formats/admits-version.js';
import { normalizeName } from '../formats/pep508.js';
import type { InstalledPackage, InstallPlace, InstallStep } from '../image-installs.js';
import { condaDistributions } from '../imports/conda.js';
import { baseName, folderOf, isWithin } from '../paths.js';
import type { Lists } from './pins.js';

/** A version in the image that the project's own list or lock does not allow. */
export interface Conflict {
  name: string;
  version: string;
  /** What the project asks for, or has locked. */
  wanted: string;
  at: InstallPlace;
  /** Where the project says so; without a line for a lock. */
  against: { file: string; line?: number | undefined };
}

/** Where a recipe's list of packages comes from. */
export interface Sharing {
  /** Files of the project that it installs from: manifests and locks of the project itself. */
  shared: readonly { path: string; at: InstallPlace }[];
  /** Lists that serve the recipe alone: they lie in a folder without code, such as `docker/requirements.txt`. */
  apart: readonly { path: string; at: InstallPlace }[];
  /** Packages of the project's languages that its commands name themselves, tools left out. */
  named: readonly InstalledPackage[];
  /** Those of `named` that the project declares too. */
  declared: readonly InstalledPackage[];
  /** Runtime dependencies of the project that it names or lists, by the project's count. */
  covered: number;
  conflicts: readonly Conflict[];
  /** Whether a command takes its list from where nobody can look. */
  hasUnknown: boolean;
  /** Whether the manifest of the project is the one that this recipe would share: it is no example, nor in another part. */
  isComparable: boolean;
  /** Whether the recipe lies where one of the whole project does: beside its manifest, or in a folder for containers. */
  isCentral: boolean;
  /** Whether the recipe lies in a part with code of its own, whose needs may be its own too. */
  isOfPart: boolean;
}

const INTERPRETERS: ReadonlySet<string> = new Set(['python', 'pypy', 'r-base', 'r', 'julia', 'nodejs']);
/** Groups of files whose images have needs of their own. */
const ASIDE: ReadonlySet<string> = new Set(['examples', 'test', 'docs', 'template', 'benchmarks', 'ci']);

/** Says by whose list the steps of one recipe install, and where the versions differ from the project's own. */
export function sharingOf(recipe: string, steps: readonly InstallStep[], lists: Lists): Sharing {
  const own = ownLists(lists);
  const home = folderOf(lists.main[0]?.path ?? '');
  const around = folderOf(recipe);
  const ofLanguage = steps.filter(({ ecosystem }) => ecosystem !== 'system' && ecosystem !== 'other');
  const wanted = new Set(lists.runtime.map((one) => normalizeName(one.name)));
  const packages = ofLanguage.flatMap((step) =>
    step.packages.map((one) =>
      step.ecosystem === 'conda' ? { ...one, name: asDeclared(one.name, wanted) } : one,
    ),
  );
  const named = packages.filter(
    ({ name, isTool: builds }) =>
      !builds && !isTool(name) && !INTERPRETERS.has(name) && !lists.itself.has(name),
  );
  // A release of the project itself brings what its manifest declares.
  const itself = packages.filter(({ name }) => lists.itself.has(name));
  const taken = ofLanguage.flatMap(({ files, at }) =>
    files.flatMap(({ path, role }) => (path === undefined || role === 'constraints' ? [] : [{ path, at }])),
  );
  const projects = ofLanguage.filter(({ installsProject }) => installsProject);
  const shared = [
    ...taken.filter(({ path }) => own.has(path)),
    ...projects
      .filter(({ files }) => !files.some(({ path }) => path !== undefined))
      .map(({ at }) => ({ path: '', at })),
    ...itself.map(({ at }) => ({ path: '', at })),
  ];
  const apart = taken.filter(({ path }) => !own.has(path));
  const asked = new Map<string, Dependency[]>();
  for (const one of withIncluded(lists.main, lists.manifests).flatMap(({ requirements }) => requirements)) {
    if (one.group !== undefined || one.extra !== undefined) continue;
    const key = normalizeName(one.name);
    asked.set(key, [...(asked.get(key) ?? []), one]);
  }
  const listed = withIncluded(
    lists.manifests.filter(({ path }) => apart.some((one) => one.path === path)),
    lists.manifests,
  ).flatMap(({ requirements }) => requirements);
  const names = new Set([...named, ...listed].map(({ name }) => normalizeName(name)));
  return {
    shared,
    apart,
    named,
    declared: named.filter(({ name }) => wanted.has(normalizeName(name))),
    covered: [...wanted].filter((name) => names.has(name)).length,
    conflicts: [
      ...named.map((one) => conflictOf(one.name, one.version, one.at, asked, lists)),
      // One for another machine or Python says nothing of the image.
      ...listed
        .filter(({ marker }) => marker === undefined)
        .map((one) => conflictOf(one.name, versionOf(one), one.at, asked, lists)),
    ].flatMap((one) => one ?? []),
    isCentral:
      around === home ||
      /^(?:\.?dev)?(?:container|docker|image|env|environment|build)s?$/i.test(
        baseName(around).replace(/^\./, ''),
      ),
    isOfPart: around !== home && lists.codeFolders.has(around),
    isComparable: (isWithin(around, home) || isWithin(home, around)) && !ASIDE.has(groupOfPath(recipe) ?? ''),
    hasUnknown: ofLanguage.some(
      (step) =>
        step.hasUnknown || step.files.some(({ path, role }) => path === undefined && role !== 'constraints'),
    ),
  };
}

/**
 * Paths of the lists that are the project's own: those of its main install route with what they take in, others that take
 * them in or lie beside them, those of parts with code of their own, and every lock made from one of these.
 */
function ownLists({ manifests, main, locks, codeFolders }: Lists): Set<string> {
  const route = withIncluded(main, manifests);
  const own = new Set(route.map(({ path }) => path));
  const folders = new Set(['', ...main.map(({ path }) => folderOf(path))]);
  for (const { path, includes } of manifests) {
    const isOfPart = codeFolders.has(folderOf(path));
    if (isOfPart || folders.has(folderOf(path)) || includes.some((one) => own.has(one))) own.add(path);
  }
  for (const lock of locks) {
    if (lock.main || lock.manifests.some((path) => own.has(path)) || folders.has(folderOf(lock.path)))
      own.add(lock.path);
  }
  return own;
}

/** The name under which the project declares a conda package, where that is another one: `pytorch` is `torch`. */
function asDeclared(name: string, declared: ReadonlySet<string>): string {
  if (declared.has(normalizeName(name))) return name;
  return condaDistributions(name).find((one) => declared.has(normalizeName(one))) ?? name;
}

function versionOf({ exact, specifier, from }: Dependency): string | undefined {
  return exact && from === 'index' ? /^={2,3}\s*([^\s,;]+)$/.exec(specifier)?.[1] : undefined;
}

function conflictOf(
  name: string,
  version: string | undefined,
  at: InstallPlace,
  asked: ReadonlyMap<string, readonly Dependency[]>,
  { manifests, locks }: Lists,
): Conflict | undefined {
  // Of several for several machines, the image is one.
  const dependencies = asked.get(normalizeName(name)) ?? [];
  const [first] = dependencies;
  if (!first || version === undefined || dependencies.some(({ from }) => from !== 'index')) return undefined;
  const allows = (one: Dependency) => {
    const manifest = manifests.find(({ path }) => path === one.at.file);
    return !manifest || admitsVersion(one, manifest.kind, version) !== false;
  };
  if (!dependencies.some(allows)) return { name, version, wanted: first.specifier, at, against: first.at };
  for (const lock of locks.filter((one) => one.main)) {
    const versions = lockedVersions(name, [lock]).flatMap((one) => one.version ?? []);
    if (versions.length > 0 && !versions.some((one) => withoutLocal(one) === withoutLocal(version)))
      return { name, version, wanted: versions.join(' and '), at, against: { file: lock.path } };
  }
  return undefined;
}

/** A version without the part that says how it was built (`2.1.0+cu118`). Source: PEP 440, "Local version identifiers". */
function withoutLocal(version: string): string {
  return version
    .replace(/\+.*$/, '')
    .replace(/^v/, '')
    .replace(/(?:\.0)+$/, '');
}
