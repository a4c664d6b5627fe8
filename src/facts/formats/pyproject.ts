import type { ManifestText, Requirement } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName, parseRequirement, parseUrl } from './pep508.js';
import { pixiTables } from './pixi.js';
import { poetryGroup, poetryPython } from './poetry.js';
import { parseRequirementLine } from './requirements.js';
import { isTable, parseToml, strings, type TomlTable, type TomlText, tableAt } from './toml.js';

/** What a pyproject.toml says beyond its dependencies. */
export interface PyprojectText extends ManifestText {
  /** The normalised name of the project itself, which its extras may name. */
  projectName?: string | undefined;
  /** Glob patterns of a uv workspace's members. */
  workspace: readonly string[];
  /** Its list of dependencies is said to come from elsewhere (`dynamic`). */
  dynamic: boolean;
}

/**
 * Reads a pyproject.toml: PEP 621 and PEP 735, Poetry, PDM, Hatch, uv, Flit, Pixi, and the files that setuptools
 * reads dynamic dependencies from. Throws `CannotTell` when it is no TOML.
 */
export function parsePyproject(text: string): PyprojectText {
  const toml = parseToml(text);
  const { data } = toml;
  const project = tableAt(data, 'project');
  const out: PyprojectText = {
    ...emptyManifest(),
    workspace: strings(tableAt(data, 'tool', 'uv', 'workspace')?.members),
    dynamic: strings(project?.dynamic).includes('dependencies'),
  };
  if (typeof project?.name === 'string') out.projectName = normalizeName(project.name);
  if (project) {
    if (Array.isArray(project.dependencies)) out.declares = true;
    list(toml, ['project', 'dependencies'], project.dependencies, {}, out);
    const extras = tableAt(data, 'project', 'optional-dependencies') ?? {};
    for (const [extra, items] of Object.entries(extras)) {
      const more = { extra: normalizeName(extra) };
      list(toml, ['project', 'optional-dependencies', extra], items, more, out);
    }
    if (typeof project['requires-python'] === 'string')
      out.python.push({
        value: project['requires-python'],
        exact: false,
        line: toml.line(['project', 'requires-python']),
      });
  }
  dependencyGroups(toml, out);
  poetry(toml, out);
  setuptoolsDynamic(toml, out);
  tools(toml, out);
  uvSources(toml, out);
  pixiTables(toml, ['tool', 'pixi'], out);
  return out;
}

type More = Pick<Requirement, 'group' | 'extra'>;

function list(toml: TomlText, path: string[], items: unknown, more: More, out: ManifestText): void {
  if (items === undefined) return;
  if (!Array.isArray(items)) {
    out.problems.push({ message: `${path.join('.')} is not a list`, line: toml.line(path) });
    return;
  }
  for (const item of items) {
    if (typeof item !== 'string') continue;
    const line = toml.lineOf(path, item.split(/["'\\]/, 1)[0]!);
    const { requirement, problem } = parseRequirement(item);
    if (problem !== undefined) out.problems.push({ message: problem, line });
    if (requirement) out.requirements.push({ ...requirement, ...more, line });
  }
}

/** PEP 735: groups of requirement strings, which may include one another; a cycle is an error. */
function dependencyGroups(toml: TomlText, out: ManifestText): void {
  const groups = new Map<string, { name: string; items: unknown }>();
  for (const [name, items] of Object.entries(tableAt(toml.data, 'dependency-groups') ?? {})) {
    groups.set(normalizeName(name), { name, items });
  }
  const expand = (of: string, group: string, path: readonly string[]): void => {
    const { name, items } = groups.get(of)!;
    const at = ['dependency-groups', name];
    list(toml, at, items, { group }, out);
    for (const item of Array.isArray(items) ? items : []) {
      if (!isTable(item) || typeof item['include-group'] !== 'string') continue;
      const included = normalizeName(item['include-group']);
      const message = path.includes(included)
        ? `dependency group ${group} includes itself`
        : groups.has(included)
          ? undefined
          : `dependency group ${group} includes ${included}, which does not exist`;
      if (message !== undefined) out.problems.push({ message, line: toml.line(at) });
      else if (path.length < 32) expand(included, group, [...path, included]);
    }
  };
  // Many groups that include many others multiply; real files stay far below.
  for (const group of [...groups.keys()].slice(0, 200)) {
    if (out.requirements.length < 20_000) expand(group, group, [group]);
  }
}

function poetry(toml: TomlText, out: ManifestText): void {
  const tables = tableAt(toml.data, 'tool', 'poetry');
  if (!tables) return;
  const base = ['tool', 'poetry'];
  const main = tableAt(tables, 'dependencies');
  if (main) {
    const declared = out.declares;
    const found = poetryGroup(toml, [...base, 'dependencies'], main, {}, out.problems);
    out.python.push(...poetryPython(toml, [...base, 'dependencies'], main));
    out.declares = true;
    // Next to [project] these only enrich what stands there. Source: Poetry, docs/dependency-specification.md.
    for (const requirement of found) {
      const known = declared
        ? out.requirements.filter(({ name, group }) => name === requirement.name && group === undefined)
        : [];
      if (!declared) out.requirements.push(requirement);
      for (const same of known) {
        if (requirement.exact) Object.assign(same, { exact: true, specifier: requirement.specifier });
      }
    }
  }
  const groups: [string[], string, TomlTable | undefined][] = [
    [[...base, 'dev-dependencies'], 'dev', tableAt(tables, 'dev-dependencies')],
    ...Object.keys(tableAt(tables, 'group') ?? {}).map((name): [string[], string, TomlTable | undefined] => [
      [...base, 'group', name, 'dependencies'],
      normalizeName(name),
      tableAt(tables, 'group', name, 'dependencies'),
    ]),
  ];
  for (const [path, group, table] of groups) {
    if (!table) continue;
    const more = group === 'main' ? {} : { group };
    out.requirements.push(...poetryGroup(toml, path, table, more, out.problems));
  }
}

/** `[tool.setuptools.dynamic] dependencies = {file = ["requirements.txt"]}`. Source: setuptools, userguide/pyproject_config. */
function setuptoolsDynamic(toml: TomlText, out: PyprojectText): void {
  if (!out.dynamic) return;
  const path = ['tool', 'setuptools', 'dynamic', 'dependencies'];
  const file = tableAt(toml.data, ...path)?.file;
  const paths = typeof file === 'string' ? [file] : strings(file);
  for (const included of paths) {
    out.includes.push({ path: included, constraint: false, line: toml.lineOf(path, included) });
  }
  if (paths.length > 0) out.declares = true;
}

function tools(toml: TomlText, out: ManifestText): void {
  const { data } = toml;
  list(
    toml,
    ['tool', 'uv', 'dev-dependencies'],
    tableAt(data, 'tool', 'uv')?.['dev-dependencies'],
    { group: 'dev' },
    out,
  );
  for (const [name, items] of Object.entries(tableAt(data, 'tool', 'pdm', 'dev-dependencies') ?? {})) {
    const path = ['tool', 'pdm', 'dev-dependencies', name];
    for (const item of strings(items)) {
      const found = parseRequirementLine(item, toml.lineOf(path, item));
      const group = normalizeName(name);
      out.requirements.push(...found.requirements.map((requirement) => ({ ...requirement, group })));
      out.problems.push(...found.problems);
    }
  }
  const flit = tableAt(data, 'tool', 'flit', 'metadata');
  if (flit) {
    if (Array.isArray(flit.requires)) out.declares = true;
    list(toml, ['tool', 'flit', 'metadata', 'requires'], flit.requires, {}, out);
  }
  hatchEnvironments(toml, ['tool', 'hatch', 'envs'], out);
}

/** Hatch environments; `default` is the one a run uses when the project declares nothing itself. */
export function hatchEnvironments(toml: TomlText, path: string[], out: ManifestText): void {
  const isRuntime = !out.declares;
  for (const [name, env] of Object.entries(tableAt(toml.data, ...path) ?? {})) {
    if (!isTable(env)) continue;
    const more = name === 'default' && isRuntime ? {} : { group: normalizeName(name) };
    for (const key of ['dependencies', 'extra-dependencies']) {
      if (Array.isArray(env[key]) && more.group === undefined) out.declares = true;
      list(toml, [...path, name, key], env[key], more, out);
    }
    if (typeof env.python === 'string')
      out.python.push({
        value: env.python,
        exact: /^\d+\.\d+/.test(env.python),
        line: toml.line([...path, name, 'python']),
      });
  }
}

/** Where uv takes a package from, whatever its requirement says. Source: uv, docs/concepts/projects/dependencies.md. */
function uvSources(toml: TomlText, out: ManifestText): void {
  for (const [name, source] of Object.entries(tableAt(toml.data, 'tool', 'uv', 'sources') ?? {})) {
    if (!isTable(source)) continue;
    const same = out.requirements.filter((requirement) => requirement.name === normalizeName(name));
    for (const requirement of same) {
      if (source.workspace === true || typeof source.path === 'string') requirement.from = 'path';
      else if (typeof source.git === 'string') {
        const rev = typeof source.rev === 'string' ? source.rev : '';
        requirement.from = 'vcs';
        requirement.exact = /^[0-9a-f]{40}$/i.test(rev);
      } else if (typeof source.url === 'string') {
        Object.assign(requirement, { from: 'url', exact: parseUrl(source.url).exact });
      }
    }
  }
}
