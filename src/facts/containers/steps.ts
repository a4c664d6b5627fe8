import { withoutCredentials } from '../credentials.js';
import type { InstalledFile, RecipeStep } from '../image-installs.js';
import { baseName } from '../paths.js';
import type { ShellCommand } from '../shell/model.js';
import type { ImagePaths, Place } from './image-paths.js';
import { isTool } from './install-tools/build-tools.js';
import type { Found } from './install-tools/call.js';
import { INSTALLER, isVersioned } from './install-tools/fetched.js';
import type { CopyStep } from './model.js';

const LONGEST_TEXT = 200;
/** Manifests that `pip install .` reads. */
const BUILDABLE = ['pyproject.toml', 'setup.py', 'setup.cfg'];

/** An ADD of an address. Source: Dockerfile reference, "ADD", "Adding files from a URL", "--checksum". */
export function added({ sources, checksum, stage, final, at }: CopyStep): RecipeStep[] {
  return sources.flatMap((source) => {
    if (!/^(?:https?:\/\/|git@)/.test(source)) return [];
    const isOpen = source.includes('$');
    const url = withoutCredentials(source);
    const pinned = checksum !== undefined || isVersioned(url);
    const name = baseName(url.replace(/[?#].*$/, '').replace(/\/+$/, '')) || url;
    const isBuildTool = INSTALLER.test(url) || isTool('system', name.toLowerCase());
    return [
      {
        tool: 'download' as const,
        ecosystem: 'other' as const,
        text: `ADD ${url}`.slice(0, LONGEST_TEXT),
        at,
        packages: [{ name, text: url, pinned, isTool: isBuildTool, ...(isOpen ? { isOpen } : {}), at }],
        files: [],
        installsProject: false,
        fromLock: false,
        stage,
        ...(final ? {} : { isAside: true }),
        hasUnknown: isOpen,
        ...(pinned || isOpen || isBuildTool ? {} : { fetches: url }),
      },
    ];
  });
}

/** Makes steps of what calls install: files are followed to the project's own. */
export class StepMaker {
  readonly #paths: ImagePaths;

  constructor(paths: ImagePaths) {
    this.#paths = paths;
  }

  /** The step of one call; undefined where nothing can be told of it. */
  step(found: Found, command: ShellCommand | undefined, place: Place, file: string): RecipeStep | undefined {
    const line = found.packages?.[0]?.line ?? command?.line ?? 1;
    const at = { file, line: command?.line ?? line };
    const files: InstalledFile[] = (found.files ?? []).map((one) => {
      const path = this.#paths.file(one.text, place);
      return {
        ...one,
        text: withoutCredentials(one.text),
        path,
        ...(path !== undefined && isLockName(path) ? { role: 'lock' as const } : {}),
      };
    });
    let installsProject = found.project !== undefined;
    let isOpen = false;
    for (const folder of found.folders ?? []) {
      const path = this.#paths.isForeign(folder, place) ? undefined : this.#manifestIn(folder, place);
      if (path !== undefined) {
        installsProject = true;
        if (!found.isBare) files.push({ text: folder, path, role: 'list' });
      } else isOpen ||= !found.isBare && !this.#paths.isForeign(folder, place);
      if (found.isBare) installsProject = true;
    }
    const { listed, locks, left } = this.#ofProject(found.project, place);
    files.push(...listed, ...locks);
    const isLocked =
      found.locked === 'always' ||
      (found.locked === 'present' && files.some(({ role, path }) => role === 'lock' && path !== undefined)) ||
      (files.length > 0 &&
        (found.packages ?? []).length === 0 &&
        !installsProject &&
        files.every(
          (one) =>
            one.role === 'lock' && /^(?:uv|poetry|pdm)\.lock$|Pipfile\.lock$/.test(baseName(one.path ?? '')),
        ));
    const remote = files.find(
      ({ text, role }) => role !== 'constraints' && /^https?:\/\//.test(text) && !isVersioned(text),
    );
    const fetches = found.fetches ?? remote?.text;
    const packages = (found.packages ?? []).map(({ line: own, ...one }) => ({
      ...one,
      at: { file, line: own || at.line },
    }));
    if (
      packages.length + files.length === 0 &&
      !installsProject &&
      !isOpen &&
      !found.hasUnknown &&
      fetches === undefined
    )
      return undefined;
    const own = command?.text ?? `${found.tool} ${packages.map(({ name }) => name).join(' ')}`;
    const shown = found.tool === 'download' && command?.reads ? `${command.reads.text} | ${own}` : own;
    return {
      tool: found.tool,
      ecosystem: found.ecosystem,
      text: withoutCredentials(shown).slice(0, LONGEST_TEXT),
      at,
      packages,
      files,
      installsProject,
      fromLock: isLocked,
      stage: place.stage,
      ...(place.final === false ? { isAside: true } : {}),
      ...(command?.conditional ? { isConditional: true } : {}),
      ...(left === undefined || isLocked ? {} : { leftLock: left }),
      hasUnknown: found.hasUnknown === true || isOpen,
      ...(fetches === undefined ? {} : { fetches: withoutCredentials(fetches) }),
    };
  }

  #manifestIn(folder: string, place: Place): string | undefined {
    for (const name of BUILDABLE) {
      const path = this.#paths.file(`${folder}/${name}`, place, true);
      if (path !== undefined) return path;
    }
    return undefined;
  }

  /**
   * The manifest and the lock that a tool finds in its working folder. Where the recipe tells that the manifest was put
   * there, a lock that was not is `left` behind.
   */
  #ofProject(
    project: Found['project'],
    place: Place,
  ): { listed: InstalledFile[]; locks: InstalledFile[]; left: string | undefined } {
    const find = (names: readonly string[], role: 'list' | 'lock', certain: boolean) => {
      for (const name of names) {
        const text = project?.folder === undefined ? name : `${project.folder}/${name}`;
        const path = this.#paths.file(text, place, certain);
        if (path !== undefined) return [{ text, path, role }];
      }
      return [];
    };
    if (!project) return { listed: [], locks: [], left: undefined };
    const copied = find(project.manifest, 'list', true);
    const locks = find(project.lock, 'lock', copied.length > 0);
    const [absent] = locks.length > 0 ? [] : find(project.lock, 'lock', false);
    return {
      listed: copied.length > 0 ? copied : find(project.manifest, 'list', false),
      locks,
      left: absent?.path,
    };
  }
}

function isLockName(path: string): boolean {
  return /(?:^|\/)(?:uv|poetry|pdm|pixi|Pipfile|renv)\.lock$|(?:^|\/)(?:conda-lock\.ya?ml|pylock(?:\.[^/]+)?\.toml)$/.test(
    path,
  );
}
