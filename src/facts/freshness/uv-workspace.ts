import { posix } from 'node:path';
import { folderMatcher } from '../../globs.js';
import { parseUvManifest, type UvManifest } from '../formats/uv-project.js';
import type { UvWorkspace } from '../formats/uv-sources.js';
import { folderOf, inFolder, isIn, resolveIn } from '../paths.js';
import type { FreshnessInput } from './rule.js';

/** A member of a uv workspace. */
export interface UvMember {
  name: string;
  /** From the root of the project. */
  path: string;
  /** Its folder from the workspace's. */
  folder: string;
  manifest: UvManifest;
}

/**
 * The members of a workspace, its root among them: folders that its globs name and that hold a pyproject.toml with a
 * `[project]`. Source: uv, docs/concepts/projects/workspaces.md. Throws `CannotTell` for one that cannot be read.
 */
export async function findMembers(
  root: UvManifest,
  folder: string,
  { paths, text }: Pick<FreshnessInput, 'paths' | 'text'>,
): Promise<UvMember[]> {
  const members: UvMember[] = [];
  const rootPath = inFolder(folder, 'pyproject.toml');
  if (root.isProject && root.name !== undefined)
    members.push({ name: root.name, path: rootPath, folder: '.', manifest: root });
  const globs = root.workspace?.members ?? [];
  if (globs.length === 0) return members;
  const isMember = folderMatcher(globs);
  const isExcluded = folderMatcher(root.workspace?.exclude ?? []);
  for (const path of paths) {
    if (!path.endsWith('/pyproject.toml') || path === rootPath) continue;
    const whole = folderOf(path);
    if (folder !== '' && !isIn(whole, folder)) continue;
    const own = folder === '' ? whole : whole.slice(folder.length + 1);
    // Hidden folders are members only where they are named.
    if (!isMember(own) || isExcluded(own) || (isHidden(own) && !globs.includes(own))) continue;
    const manifest = parseUvManifest(await text(path));
    if (manifest.isProject && manifest.name !== undefined && manifest.settings.managed !== false)
      members.push({ name: manifest.name, path, folder: own, manifest });
  }
  return members;
}

/** The manifest of a folder that the lock names; undefined when it leads outside the project. */
export function manifestIn(folder: string, named: string): string | undefined {
  const path = resolveIn(folder, named);
  return path === undefined ? undefined : inFolder(path, 'pyproject.toml');
}

/** The workspace that a manifest belongs to: that of the nearest root above which has it as a member, else its own. */
export async function workspaceAround(
  path: string,
  manifest: UvManifest,
  lockFolder: string,
  input: Pick<FreshnessInput, 'paths' | 'text' | 'has'>,
): Promise<UvWorkspace> {
  const fromLock = (folder: string) => posix.relative(lockFolder, folder) || '.';
  const own = folderOf(path);
  for (let folder = own; folder !== ''; ) {
    folder = folderOf(folder);
    const rootPath = inFolder(folder, 'pyproject.toml');
    if (!input.has(rootPath)) continue;
    const root = parseUvManifest(await input.text(rootPath));
    if (!root.workspace) continue;
    const members = await findMembers(root, folder, input);
    if (!members.some((member) => member.path === path)) break;
    return {
      manifest: root,
      folder: fromLock(folder),
      members: new Map(members.map(({ name, path: of }) => [name, fromLock(folderOf(of))])),
    };
  }
  return { manifest, folder: fromLock(own), members: new Map() };
}

function isHidden(folder: string): boolean {
  return folder.split('/').some((part) => part.startsWith('.'));
}
