import { isTool } from '../dependencies/groups.js';
import { runtimeOf, withIncluded } from '../dependencies/install-route.js';
import type { Dependency, Manifest } from '../dependencies.js';
import { normalizeName } from '../formats/pep508.js';
import type { InstalledFile, InstallPlace, InstallStep } from '../image-installs.js';
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

/**
 * How far the steps of one recipe fix what they bring. Tools that only install, build or check are left out. What an
 * earlier step has brought in one version stays so: pip and conda keep what satisfies a later request.
 */
export function pinsOf(steps: readonly InstallStep[], lists: Lists): StepPins[] {
  const there = new Set<string>();
  return steps.map((step) => {
    const pins = new Pins(lists, there);
    for (const file of step.files) pins.addFile(file, step);
    for (const one of step.packages) {
      if (one.isTool || isTool(one.name)) continue;
      const isBrought =
        step.ecosystem !== 'system' && step.ecosystem !== 'other' && there.has(keyOf(one.name));
      if (one.isOpen && !isBrought)
        pins.open.push(`the version of ${one.name} comes from a value that the files do not give`);
      else if (one.pinned || isBrought) pins.pin(one.name);
      else pins.loose.push({ name: one.name, text: one.text, at: one.at });
    }
    const named = step.packages.some(({ isOpen }) => isOpen);
    if (step.hasUnknown && !named && pins.open.length === 0)
      pins.open.push('a part of the command comes from a value that the files do not give');
    return { step, pinned: pins.pinned, loose: pins.loose, open: pins.open, locks: pins.locks };
  });
}

function keyOf(name: string): string {
  return normalizeName(name);
}

class Pins {
  pinned = 0;
  readonly loose: Loose[] = [];
  readonly open: string[] = [];
  readonly locks: string[] = [];
  readonly #lists: Lists;
  readonly #there: Set<string>;

  constructor(lists: Lists, there: Set<string>) {
    this.#lists = lists;
    this.#there = there;
  }

  pin(name: string): void {
    this.pinned++;
    this.#there.add(keyOf(name));
  }

  addFile({ path, text, role }: InstalledFile, step: InstallStep): void {
    // A tool that has the lock does not read the manifest's ranges.
    const isAsideLock =
      role !== 'lock' && step.files.some((one) => one.role === 'lock' && one.path !== undefined);
    if (role === 'constraints' || isAsideLock) return;
    const lock = path === undefined ? undefined : this.#lists.locks.find((one) => one.path === path);
    const manifest = path === undefined ? undefined : this.#lists.manifests.find((one) => one.path === path);
    if (lock && (role === 'lock' || step.fromLock || !manifest)) {
      this.locks.push(lock.path);
      for (const { name } of lock.packages) this.pin(name);
    } else if (role === 'lock' || step.fromLock) {
      // The tool reads nothing else; a list that pip-sync or `--require-hashes` takes is whole by their own rule.
      this.pinned += Math.max(1, manifest ? runtimeOf([manifest], []).length : 0);
      if (path !== undefined) this.locks.push(path);
    } else if (manifest) this.#addManifest(manifest, step);
    else if (step.fetches === undefined)
      this.open.push(
        path === undefined
          ? `${text} is not among the files of the project`
          : `${path} cannot be read as a list`,
      );
  }

  #addManifest(manifest: Manifest, step: InstallStep): void {
    const whole = withIncluded([manifest], this.#lists.manifests);
    const limits = [
      ...step.files.flatMap(({ role, path }) => (role === 'constraints' && path !== undefined ? [path] : [])),
      ...whole.flatMap(({ constraints }) => constraints),
    ];
    const limiting = this.#lists.manifests
      .filter(({ path }) => limits.includes(path))
      .flatMap(({ requirements }) => requirements);
    const wanted = runtimeOf(whole, [...limiting, ...whole.flatMap((one) => one.limits ?? [])]);
    for (const { name, raw, exact, at } of wanted) {
      if (exact || this.#there.has(keyOf(name))) this.pin(name);
      else this.loose.push({ name, text: raw, at, listed: manifest.path });
    }
    for (const one of whole) {
      const reason = one.computed?.reason ?? one.problems[0]?.message;
      if (reason !== undefined) this.open.push(`${one.path} does not tell all that it lists: ${reason}`);
    }
  }
}
