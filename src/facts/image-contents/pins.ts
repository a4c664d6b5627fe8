import { isTool } from '../dependencies/groups.js';
import { runtimeOf, withIncluded } from '../dependencies/install-route.js';
import type { Dependency, Manifest } from '../dependencies.js';
import { parseCondaSpec } from '../formats/conda-spec.js';
import { normalizeName } from '../formats/pep508.js';
import type { InstalledFile, InstalledPackage, InstallPlace, InstallStep } from '../image-installs.js';
import type { Lockfile } from '../lockfiles.js';

/** The lists of the project that installs are held against. */
export interface Lists {
  /** Every manifest, those that only a recipe names included. */
  manifests: readonly Manifest[];
  /** The manifests of the main install route. */
  main: readonly Manifest[];
  runtime: readonly Dependency[];
  locks: readonly Lockfile[];
  /** Folders with code in them or below them, the root left out. */
  codeFolders: ReadonlySet<string>;
  /** Names by which the project itself is installed. */
  itself: ReadonlySet<string>;
}

/** A package that comes in whatever version is there on the day. */
export interface Loose {
  name: string;
  /** As the command or the file says it. */
  text: string;
  at: InstallPlace;
  /** The file that lists it; absent where the command itself names it. */
  listed?: string | undefined;
}

/** How far one install command fixes the versions of what it brings. */
export interface StepPins {
  step: InstallStep;
  /** Packages that come in one version: by the command's own words, by a list or by a lock. */
  pinned: number;
  loose: readonly Loose[];
  /** What cannot be told, in words. */
  open: readonly string[];
  /** The locks that it installs from. */
  locks: readonly string[];
}

/** A step that makes anew what is there: nothing that an earlier one brought is kept. */
const UPGRADES =
  /\s(?:-U|--upgrade|--force-reinstall|--reinstall|--upgrade-package)\b|\b(?:conda|mamba|micromamba)\s+update\b/;

/**
 * How far the steps of one recipe fix what they bring. Tools that only install, build or check are left out. What an
 * earlier step of the same stage, or of one that it starts from, has brought in one version stays so: pip and conda keep
 * what satisfies a later request. `startOf` tells from which stage a stage starts.
 */
export function pinsOf(
  steps: readonly InstallStep[],
  lists: Lists,
  startOf: (stage: number) => number | undefined,
): StepPins[] {
  const stages = new Map<number, Set<string>>();
  const thereIn = (stage: number): Set<string> => {
    let there = stages.get(stage);
    if (!there) {
      const start = startOf(stage);
      there = new Set(start === undefined || start === stage ? [] : (stages.get(start) ?? []));
      stages.set(stage, there);
    }
    return there;
  };
  const reader = new ListReader(lists);
  return steps.map((step) => {
    const there = thereIn(step.stage);
    const pins = new Pins(step, reader, UPGRADES.test(step.text) ? new Set() : there);
    for (const name of pins.brought) if (!step.isConditional) there.add(name);
    const { pinned, loose, open, locks } = pins;
    return { step, pinned, loose, open, locks };
  });
}

/** Reads what files list, each file once for a recipe: a command that names one again brings nothing new. */
class ListReader {
  readonly lists: Lists;
  readonly #told = new Set<string>();

  readonly #locks: ReadonlyMap<string, Lockfile>;
  readonly #manifests: ReadonlyMap<string, Manifest>;
  readonly #wholes = new Map<string, readonly Manifest[]>();

  constructor(lists: Lists) {
    this.lists = lists;
    this.#locks = new Map(lists.locks.map((lock) => [lock.path, lock]));
    this.#manifests = new Map(lists.manifests.map((manifest) => [manifest.path, manifest]));
  }

  lock(path: string | undefined): Lockfile | undefined {
    return path === undefined ? undefined : this.#locks.get(path);
  }

  manifest(path: string | undefined): Manifest | undefined {
    return path === undefined ? undefined : this.#manifests.get(path);
  }

  /** A manifest with all that it takes in. */
  whole(manifest: Manifest): readonly Manifest[] {
    let whole = this.#wholes.get(manifest.path);
    if (!whole) {
      whole = withIncluded([manifest], this.lists.manifests);
      this.#wholes.set(manifest.path, whole);
    }
    return whole;
  }

  isNew(stage: number, path: string): boolean {
    const key = `${stage} ${path}`;
    return !this.#told.has(key) && Boolean(this.#told.add(key));
  }
}

/** What one step brings. */
class Pins {
  pinned = 0;
  readonly loose: Loose[] = [];
  readonly open: string[] = [];
  readonly locks: string[] = [];
  /** Names that are there in one version after the step. */
  readonly brought = new Set<string>();
  readonly #step: InstallStep;
  readonly #reader: ListReader;
  readonly #there: ReadonlySet<string>;
  /** Names that something of the step itself, or a constraint, fixes. */
  readonly #fixed = new Set<string>();
  readonly #hasLock: boolean;
  #isLimitedElsewhere = false;

  constructor(step: InstallStep, reader: ListReader, there: ReadonlySet<string>) {
    this.#step = step;
    this.#reader = reader;
    this.#there = there;
    this.#hasLock = step.files.some(({ role, path }) => role === 'lock' && path !== undefined);
    const lists = [...new Map(step.files.map((file) => [file.path ?? file.text, file])).values()];
    // All that one command names is resolved together: a version anywhere in it holds for all of it.
    for (const file of lists) this.#fix(file);
    for (const { name, pinned } of step.packages) if (pinned) this.#fixed.add(normalizeName(name));
    for (const file of lists) if (file.role !== 'constraints') this.#addFile(file);
    for (const one of step.packages) this.#addPackage(one);
    const isNamed = step.packages.some(({ isOpen }) => isOpen);
    if (step.hasUnknown && !isNamed && this.open.length === 0)
      this.open.push('a part of the command comes from a value that the files do not give');
  }

  #pin(name: string): void {
    this.pinned++;
    this.brought.add(normalizeName(name));
  }

  /** Notes the versions that a file fixes. */
  #fix({ path, role }: InstalledFile): void {
    const manifest = this.#reader.manifest(path);
    if (role === 'constraints' && !manifest) this.#isLimitedElsewhere = true;
    for (const one of manifest ? this.#reader.whole(manifest) : [])
      for (const { name, exact, group, extra } of one.requirements)
        if (exact && (role === 'constraints' || (group === undefined && extra === undefined)))
          this.#fixed.add(normalizeName(name));
  }

  #addPackage({ name, text, pinned, isTool: builds, isOpen, at }: InstalledPackage): void {
    if (builds || isTool(name)) return;
    const key = normalizeName(name);
    const { ecosystem } = this.#step;
    const isLanguage = ecosystem !== 'system' && ecosystem !== 'other';
    if (pinned || (isLanguage && (this.#fixed.has(key) || this.#there.has(key)))) this.#pin(name);
    else if (isOpen) this.open.push(`the version of ${name} comes from a value that the files do not give`);
    else if (isLanguage && this.#isLimitedElsewhere)
      this.open.push(`the version of ${name} may stand in a list of constraints that is not among the files`);
    else this.loose.push({ name, text, at });
  }

  #addFile({ path, text, role }: InstalledFile): void {
    const step = this.#step;
    // A tool that has the lock does not read the manifest's ranges.
    if (role !== 'lock' && this.#hasLock) return;
    const lock = this.#reader.lock(path);
    const manifest = this.#reader.manifest(path);
    if (path !== undefined && !this.#reader.isNew(step.stage, path)) return;
    if (lock && (role === 'lock' || step.fromLock || !manifest)) {
      this.locks.push(lock.path);
      for (const { name } of lock.packages) this.#pin(name);
    } else if (manifest) this.#addManifest(manifest);
    else if (role === 'lock' || step.fromLock) {
      // The tool reads nothing else, and stops where it is not whole.
      this.pinned++;
      if (path !== undefined) this.locks.push(path);
    } else if (path === undefined && /^https?:\/\//.test(text)) {
      if (step.fetches === undefined) this.pinned++;
      else this.loose.push({ name: text, text, at: step.at });
    } else
      this.open.push(
        path === undefined
          ? `${text} is not among the files of the project as they are copied`
          : `${path} cannot be read as a list`,
      );
  }

  #addManifest(manifest: Manifest): void {
    const { manifests } = this.#reader.lists;
    const whole = this.#reader.whole(manifest);
    const limits = new Set(whole.flatMap(({ constraints }) => constraints));
    const limiting = manifests
      .filter(({ path }) => limits.has(path))
      .flatMap(({ requirements }) => requirements);
    const wanted = runtimeOf(whole, [...limiting, ...whole.flatMap((one) => one.limits ?? [])]);
    const isConda = this.#step.ecosystem === 'conda';
    for (const { name, raw, exact, at } of wanted) {
      const key = normalizeName(name);
      // A list for conda is written as conda's own words are: one `=` and a version is exact there.
      const isExact = exact || (isConda && (parseCondaSpec(raw)?.exact ?? false));
      if (isExact || this.#fixed.has(key) || this.#there.has(key)) this.#pin(name);
      else this.loose.push({ name, text: raw, at, listed: manifest.path });
    }
    for (const one of whole) {
      const reason = one.computed?.reason ?? (isConda ? undefined : one.problems[0]?.message);
      if (reason !== undefined) this.open.push(`${one.path} does not tell all that it lists: ${reason}`);
    }
  }
}
