import { folderMatcher } from '../globs.js';
import { readManifests } from './dependencies/manifests.js';
import type { Manifest } from './dependencies.js';
import { defineFact, type Project } from './fact.js';
import { files, isTest } from './files.js';
import { normalizeName } from './formats/pep508.js';
import { parseToml, strings, type TomlTable, tableAt } from './formats/toml.js';
import { baseName, depthOf, folderOf, isIn, resolveIn } from './paths.js';
import { python } from './python/python.js';
import { type FileEntry, readText } from './source.js';

/** How deep a project that nobody declares may lie, in folders. */
const DEEPEST = 3;
/** More projects than this are not found but left to the config: nobody keeps so many by hand. */
const MOST_PROJECTS = 200;
/** Of a repository's code, this share at most may lie outside of its projects; else it is more than their sum. */
const MOST_OUTSIDE = 0.1;
/** Folders inside a project that hold its code or its manifests. */
const INNER_FOLDER =
  /^(?:src|source|sources|code|lib|libs|python|notebooks?|requirements|reqs|envs?|environments?)$/i;
/** Scripts for developing and building, which no project consists of. */
const HELPER = /(?:^|\/)(?:setup|noxfile|tasks|fabfile|conf|conftest|versioneer|_version)\.py$/;
/** Files in the root that join the folders into one pipeline. */
const PIPELINES = ['dvc.yaml', 'MLproject', 'Snakefile', 'workflow/Snakefile', 'conf/base/catalog.yml'];

const manifests = defineFact<readonly Manifest[]>({
  name: 'manifests',
  collect: (project) => readManifests(project, []),
});

/**
 * The folders of the projects that a repository holds, sorted; `.` for the root beside them. Empty for a repository that
 * is one project, and wherever that is not clear. Either a file declares them (uv's and Rye's workspaces) or the root is
 * nothing but a shelf for folders with a manifest and code of their own.
 */
export async function findProjects(project: Project): Promise<string[]> {
  const declared = await workspace(project);
  if (declared) return declared;
  return (await isShelf(project)) ? shelved(project) : [];
}

/** Python files and notebooks that are neither tests nor helpers. */
export async function codeOf(project: Project): Promise<FileEntry[]> {
  const { own } = await project.get(files);
  return own.filter(
    ({ path, kind }) =>
      kind !== 'missing' &&
      /\.(?:pyw?|ipynb)$/.test(path) &&
      !isTest(path) &&
      !HELPER.test(path) &&
      !/^(?:docs?|\.[^/]+)\//.test(path),
  );
}

/**
 * The members of the root's workspace that hold code, with the root when it is a package itself; undefined when the
 * root declares no workspace. Source: uv, docs/concepts/projects/workspaces.md; Rye, docs/guide/pyproject.md.
 */
async function workspace(project: Project): Promise<string[] | undefined> {
  const { own, has } = await project.get(files);
  if (!has('pyproject.toml')) return undefined;
  const data = await tomlOf(project, 'pyproject.toml');
  const uv = data && tableAt(data, 'tool', 'uv', 'workspace');
  const table = uv ?? (data && tableAt(data, 'tool', 'rye', 'workspace'));
  if (!data || !table) return undefined;
  const isMember = folderMatcher(strings(table.members));
  const isExcluded = folderMatcher(strings(table.exclude));
  const folders = own
    .filter(({ path }) => baseName(path) === 'pyproject.toml' && path.includes('/') && !path.includes('{{'))
    .map(({ path }) => folderOf(path));
  const members = folders.filter((folder) => isMember(folder) && !isExcluded(folder));
  const apart = folders.filter((folder) => isMember(folder) || isExcluded(folder));
  const code = await codeOf(project);
  const found = outermost(members).filter((folder) => code.some(({ path }) => isIn(path, folder)));
  const rest = code.filter(({ path }) => !apart.some((folder) => isIn(path, folder)));
  const all = tableAt(data, 'project') && rest.length > 0 ? ['.', ...found] : found;
  return all.length > 1 && all.length <= MOST_PROJECTS ? all : [];
}

/** Whether the root holds no code and no pipeline of its own, so that looking further is worth it. */
async function isShelf(project: Project): Promise<boolean> {
  const { has } = await project.get(files);
  if (PIPELINES.some(has)) return false;
  const code = await codeOf(project);
  return code.length > 1 && code.every(({ path }) => path.includes('/'));
}

async function shelved(project: Project): Promise<string[]> {
  const all = (await project.get(manifests)).filter(({ group }) => group === undefined);
  const code = await codeOf(project);
  // A root may hold what its developers use, but nothing that a run needs.
  const declaring = all.filter(
    ({ requirements, includes, computed, problems }) =>
      computed ||
      problems.length + includes.length > 0 ||
      requirements.some(({ group }) => group === undefined),
  );
  const folders = outermost(
    declaring
      .map(({ path }) => projectFolder(path))
      .filter((folder) => folder !== '' && code.some(({ path }) => isIn(path, folder))),
  );
  const within = (path: string) => folders.find((folder) => isIn(path, folder));
  const outside = code.filter(({ path }) => !within(path));
  const clear =
    folders.length > 1 &&
    folders.length <= MOST_PROJECTS &&
    folders.every((folder) => depthOf(folder) < DEEPEST) &&
    declaring.every(({ path }) => within(path) !== undefined) &&
    outside.length <= MOST_OUTSIDE * code.length &&
    outside.every(({ path }) => baseName(path) !== '__init__.py');
  if (!clear) return [];
  const { modules, resolve } = await project.get(python);
  const libraries = new Set(all.flatMap(({ requirements }) => requirements.map(({ name }) => name)));
  // Folders whose code imports that of other folders by their names are parts of one program.
  const joined = modules.some((module) => {
    const own = within(module.path);
    return module.imports.some((statement) => {
      const dotted = statement.module.replaceAll('.', '/');
      const other = folders.find((folder) => folder !== own && `${dotted}/`.startsWith(`${folder}/`));
      if (other === undefined || own === undefined || statement.level > 0) return false;
      const target = resolve(module, statement);
      const isLibrary = libraries.has(normalizeName(dotted.split('/')[0] ?? ''));
      return target.kind === 'local' && isIn(target.path, other) && !isLibrary;
    });
  });
  return joined ? [] : folders;
}

/** The folder of the project that a manifest belongs to: `vision` for `vision/src/requirements.txt`. */
export function projectFolder(manifest: string): string {
  let folder = folderOf(manifest);
  while (INNER_FOLDER.test(baseName(folder))) folder = folderOf(folder);
  return folder;
}

/**
 * For each of these project folders, which of the others it depends on, through requirements that name a path or a
 * member of the workspace; also those that they depend on in turn.
 */
export async function neighboursAmong(
  project: Project,
  folders: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = await project.get(manifests);
  const others = folders.filter((folder) => folder !== '.');
  const byName = new Map<string, string>();
  for (const folder of others) {
    const data = await tomlOf(project, `${folder}/pyproject.toml`);
    const name = data && (tableAt(data, 'project')?.name ?? tableAt(data, 'tool', 'poetry')?.name);
    if (typeof name === 'string') byName.set(normalizeName(name), folder);
  }
  const direct = new Map<string, Set<string>>(folders.map((folder) => [folder, new Set()]));
  for (const { path, requirements, includes } of all) {
    const own = others.find((folder) => isIn(path, folder)) ?? '.';
    const targets = requirements.flatMap(({ from, name, specifier }) => {
      if (from !== 'path') return [];
      const written = specifier.replace(/^@\s*/, '').replace(/\[[^\]]*\]$/, '');
      return [byName.get(name), written === '' ? undefined : resolveIn(folderOf(path), written)];
    });
    for (const target of [...targets, ...includes]) {
      const found = others.find((folder) => target === folder || (target && isIn(target, folder)));
      if (found !== undefined && found !== own) direct.get(own)?.add(found);
    }
  }
  return new Map(
    folders.map((folder) => {
      const reached = new Set<string>();
      const visit = (at: string) => {
        for (const next of direct.get(at) ?? []) {
          if (next === folder || reached.has(next)) continue;
          reached.add(next);
          visit(next);
        }
      };
      visit(folder);
      return [folder, [...reached].sort()];
    }),
  );
}

/** A TOML file; undefined when it cannot be read, of which the checks of the environment tell. */
async function tomlOf(project: Project, path: string): Promise<TomlTable | undefined> {
  if (!(await project.get(files)).has(path)) return undefined;
  return readText(project.source, path)
    .then((text) => parseToml(text).data)
    .catch(() => undefined);
}

/** Folders without those that lie in another of them, sorted. */
function outermost(folders: readonly string[]): string[] {
  const distinct = [...new Set(folders)];
  return distinct.filter((folder) => !distinct.some((other) => isIn(folder, other))).sort();
}
