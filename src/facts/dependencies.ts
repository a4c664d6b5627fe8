import { findInstallCommands } from './dependencies/install-commands.js';
import { chooseRoute, runtimeOfParts } from './dependencies/install-route.js';
import { readManifests } from './dependencies/manifests.js';
import { lockedAround } from './dependencies/workspace-locks.js';
import { defineFact } from './fact.js';
import { files } from './files.js';
import type { ManifestKind, ManifestText, Problem, Requirement } from './formats/manifest.js';

export type { ManifestKind } from './formats/manifest.js';

/** One package that a manifest asks for, with its place. */
export interface Dependency extends Requirement {
  /** Where it is asked for. */
  at: { file: string; line: number };
}

/** One file from which a tool installs packages. */
export interface Manifest {
  path: string;
  kind: ManifestKind;
  /** The requirements of this file alone; those of included files stand in their own manifest. */
  requirements: readonly Dependency[];
  /** Paths of the project's files that this one takes in (`-r`), constraints left out. */
  includes: readonly string[];
  /** Paths of the project's files that limit its versions (`-c`). */
  constraints: readonly string[];
  python: ManifestText['python'];
  problems: readonly Problem[];
  /** Whether it declares dependencies at all, be it none; false for a pyproject.toml that only holds tool settings. */
  declares: boolean;
  /** Versions that it allows of packages which something else asks for. */
  limits?: readonly Dependency[];
  /** Set when its list is computed when the package is built. */
  computed?: { reason: string; line: number } | undefined;
  /** Set when its extras are not all in the text. */
  computedExtras?: { reason: string; line: number } | undefined;
  /** The group that the file itself stands for by its name or folder (`dev`, `docs`); absent for runtime. */
  group?: string | undefined;
}

/** An install command in prose, a container recipe, a script or a notebook. */
export interface InstallCommand {
  /** The command as written. */
  text: string;
  packages: readonly string[];
  /** Files it installs from (`-r requirements.txt`). */
  files: readonly string[];
  in: 'readme' | 'recipe' | 'notebook';
  at: { file: string; line: number; cell?: number };
}

/** What the project says it needs, and which of its manifests count. */
export interface Dependencies {
  /** Every manifest that was found, sorted by path. */
  readonly manifests: readonly Manifest[];
  /** The manifests of the project's main install route, the first one being the reason for the rest (which it includes). */
  readonly main: readonly Manifest[];
  /**
   * The paths of `main` by the folders that each have lists of their own; one part where a list in the root stands for
   * all. What one part declares or locks holds for no other.
   */
  readonly parts: readonly (readonly string[])[];
  /** The runtime dependencies of the main route, extras and other groups left out. */
  readonly runtime: readonly Dependency[];
  /** How the main route was chosen, for people: one clause. */
  readonly route: string;
  /** Files that the config declares and that are absent. */
  readonly absent: readonly string[];
  readonly commands: readonly InstallCommand[];
}

export const dependencies = defineFact<Dependencies>({
  name: 'dependencies',
  async collect(project) {
    const tree = await project.get(files);
    const declared = project.settings.environment.manifests;
    const commands = await findInstallCommands(project);
    const manifests = await readManifests(project, [
      ...declared,
      ...commands.flatMap((command) => command.files),
    ]);
    const {
      manifests: main,
      reason,
      parts,
    } = chooseRoute(manifests, {
      declared,
      has: tree.has,
      lockedAround: await lockedAround(project),
      folder: project.part?.folder ?? '',
    });
    const limits = new Set(main.flatMap(({ constraints }) => constraints));
    return {
      manifests,
      main,
      parts: parts.map((part) => part.map(({ path }) => path)),
      runtime: runtimeOfParts(parts, [
        ...manifests.filter(({ path }) => limits.has(path)).flatMap(({ requirements }) => requirements),
        ...main.flatMap((manifest) => manifest.limits ?? []),
      ]),
      route: reason,
      absent: declared.filter((path) => !tree.has(path)),
      commands,
    };
  },
});
