import { findInlineScript } from '../formats/inline-script.js';
import { pythonRange } from '../formats/marker-logic.js';
import { parseToml } from '../formats/toml.js';
import { isUvLock, type UvLock, type UvProject } from '../formats/uv-lock.js';
import { parseUvManifest, parseUvScript, type UvManifest } from '../formats/uv-project.js';
import { folderOf, inFolder } from '../paths.js';
import { Comparison } from './comparison.js';
import { lookUp } from './look-up.js';
import { type Freshness, type FreshnessInput, type FreshnessRule, unclear } from './rule.js';
import { compareConstraints, comparePython, compareSettings, type UvToml } from './uv-lock-wide.js';
import { compareProject, type UvContext } from './uv-project.js';
import { findMembers, manifestIn, workspaceAround } from './uv-workspace.js';

/**
 * uv.lock: what it records of every project of the workspace is held against the manifests as uv does it, set by set.
 * Source: uv, crates/uv-resolver/src/lock/mod.rs, `satisfies`, and crates/uv/src/commands/project/lock.rs, `validate`.
 */
export const uv: FreshnessRule = (input) => {
  const { lock } = input;
  if (!isUvLock(lock)) return lookUp(input);
  return lock.path.endsWith('.py.lock')
    ? scriptFreshness(input, lock, lock.path.slice(0, -'.lock'.length))
    : workspaceFreshness(input, lock);
};

async function workspaceFreshness(
  input: FreshnessInput,
  lock: UvLock & { path: string },
): Promise<Freshness> {
  const folder = folderOf(lock.path);
  const rootPath = inFolder(folder, 'pyproject.toml');
  if (!input.has(rootPath)) return unclear(`there is no ${rootPath} beside it`);
  const root = parseUvManifest(await input.text(rootPath));
  if (root.settings.managed === false) return unclear(`${rootPath} says that uv does not manage it`);
  const members = await findMembers(root, folder, input);
  const comparison = new Comparison();
  const context: UvContext = {
    comparison,
    lock,
    python: pythonRange(lock.python),
    workspace: {
      manifest: root,
      folder: '.',
      members: new Map(members.map((member) => [member.name, member.folder])),
    },
  };
  compareMembers(
    context,
    rootPath,
    root,
    members.map(({ name }) => name),
  );
  comparePython(context, members.length > 0 ? members : [{ path: rootPath, manifest: root }]);
  compareConstraints(context, rootPath);
  compareSettings(context, rootPath, await uvTomlIn(folder, input));
  if (!root.isProject)
    compareProject(context, { path: rootPath, folder: '.', manifest: root }, virtualRoot(lock));
  for (const project of lock.projects) {
    const member = members.find(({ name }) => name === project.name);
    if (member) {
      compareProject(context, member, project);
      continue;
    }
    // A member that is gone was told above.
    if (project.member) continue;
    const path = manifestIn(folder, project.folder);
    if (path === undefined || !input.has(path)) {
      comparison.leaveOpen(
        path === undefined
          ? `${project.name} (${project.folder}) lies outside the project`
          : `${project.name} has no ${path} to compare with`,
      );
      continue;
    }
    const manifest = parseUvManifest(await input.text(path));
    const workspace = await workspaceAround(path, manifest, folder, input);
    compareProject(context, { path, folder: project.folder, manifest, workspace }, project);
  }
  return comparison.result();
}

/** The uv.toml of the workspace, for which uv leaves the `[tool.uv]` beside it. Source: uv, docs/concepts/configuration-files.md. */
async function uvTomlIn(folder: string, input: FreshnessInput): Promise<UvToml | undefined> {
  const file = inFolder(folder, 'uv.toml');
  if (!input.has(file)) return undefined;
  const toml = parseToml(await input.text(file));
  return { file, settings: toml.data, line: (key) => toml.line([key]) };
}

/** The members of the workspace by name; a lone project is not listed by the lock but stands in it. */
function compareMembers(
  { comparison, lock, workspace: { members } }: UvContext,
  file: string,
  root: UvManifest,
  declared: readonly string[],
): void {
  comparison.compared.members = declared.length;
  const line = root.line(['tool', 'uv', 'workspace', 'members']);
  const recorded =
    lock.manifest.members.length > 0
      ? lock.manifest.members
      : lock.projects.filter(({ member }) => member).map(({ name }) => name);
  for (const name of declared) {
    if (!recorded.includes(name))
      comparison.differ({
        about: 'member',
        name,
        declared: `the project in ${members.get(name) === '.' ? 'the root' : members.get(name)}`,
        at: { file, line: members.get(name) === '.' ? root.line(['project', 'name']) : line },
      });
  }
  for (const name of recorded) {
    const folder = lock.projects.find((project) => project.name === name)?.folder;
    if (!declared.includes(name))
      comparison.differ({
        about: 'member',
        name,
        locked: `the project in ${folder ?? 'a folder'}`,
        at: { file, line },
      });
  }
}

/** A workspace's root without a `[project]` stands in the lock's own table. */
function virtualRoot(lock: UvLock): UvProject {
  return {
    name: '',
    folder: '.',
    kind: 'virtual',
    member: true,
    metadata: {
      requirements: lock.manifest.requirements,
      groups: withoutEmpty(lock.manifest.groups),
      extras: undefined,
    },
    dependencies: new Set(),
  };
}

function withoutEmpty<T>(groups: ReadonlyMap<string, T[]>): Map<string, T[]> {
  return new Map([...groups].filter(([, items]) => items.length > 0));
}

/** A script's lock: against the metadata block in the script. */
async function scriptFreshness(
  input: FreshnessInput,
  lock: UvLock & { path: string },
  path: string,
): Promise<Freshness> {
  if (!input.has(path)) return unclear(`there is no ${path} beside it`);
  const block = findInlineScript(await input.text(path));
  if (!block) return unclear(`${path} has no metadata block of its own`);
  const manifest = parseUvScript(block.toml, block.line);
  const comparison = new Comparison();
  const context: UvContext = {
    comparison,
    lock,
    python: pythonRange(lock.python),
    workspace: { manifest, folder: '.', members: new Map() },
  };
  comparePython(context, [{ path, manifest }]);
  compareConstraints(context, path);
  compareSettings(context, path);
  compareProject(context, { path, folder: '.', manifest }, virtualRoot(lock));
  return comparison.result();
}
