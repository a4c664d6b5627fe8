import { readDependencyGroups } from './dependency-groups.js';
import { readHatch } from './hatch.js';
import type { ManifestText } from './manifest.js';
import { emptyManifest } from './manifest.js';
import { normalizeName } from './pep508.js';
import { pixiTables } from './pixi.js';
import { readPoetry } from './poetry.js';
import { uvLimits, uvSources } from './pyproject-uv.js';
import { readList } from './requirement-list.js';
import { parseRequirementLine } from './requirements.js';
import { parseToml, strings, type TomlText, tableAt } from './toml.js';

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
    readList(toml, ['project', 'dependencies'], project.dependencies, {}, out);
    const extras = tableAt(data, 'project', 'optional-dependencies') ?? {};
    for (const [extra, items] of Object.entries(extras)) {
      const more = { extra: normalizeName(extra) };
      readList(toml, ['project', 'optional-dependencies', extra], items, more, out);
    }
    if (typeof project['requires-python'] === 'string')
      out.python.push({
        value: project['requires-python'],
        exact: false,
        line: toml.line(['project', 'requires-python']),
      });
  }
  readDependencyGroups(toml, out);
  readPoetry(toml, out);
  setuptoolsDynamic(toml, out);
  flit(toml, out);
  developmentLists(toml, out);
  readHatch(toml, ['tool', 'hatch'], out);
  uvSources(toml, out);
  uvLimits(toml, out);
  pixiTables(toml, ['tool', 'pixi'], out);
  whereElse(toml, out);
  return out;
}

/**
 * `[tool.setuptools.dynamic] dependencies = {file = ["requirements.txt"]}`, and the same for extras.
 * Source: setuptools, docs/userguide/pyproject_config.rst, "Dynamic Metadata".
 */
function setuptoolsDynamic(toml: TomlText, out: PyprojectText): void {
  if (!out.dynamic) return;
  const path = ['tool', 'setuptools', 'dynamic', 'dependencies', 'file'];
  const file = tableAt(toml.data, ...path.slice(0, -1))?.file;
  const files = typeof file === 'string' ? [file] : strings(file);
  for (const [index, included] of files.entries()) {
    const line = toml.line([...path, String(index)]);
    out.includes.push({ path: included, constraint: false, line });
  }
  if (files.length > 0) out.declares = true;
}

/** Source: Flit, doc/pyproject_toml.rst, "Old style metadata". */
function flit(toml: TomlText, out: ManifestText): void {
  const path = ['tool', 'flit', 'metadata'];
  const table = tableAt(toml.data, ...path);
  if (!table) return;
  if (Array.isArray(table.requires)) out.declares = true;
  readList(toml, [...path, 'requires'], table.requires, {}, out);
  readList(toml, [...path, 'dev-requires'], table['dev-requires'], { group: 'dev' }, out);
  for (const [extra, items] of Object.entries(tableAt(table, 'requires-extra') ?? {})) {
    readList(toml, [...path, 'requires-extra', extra], items, { extra: normalizeName(extra) }, out);
  }
  if (typeof table['requires-python'] === 'string')
    out.python.push({
      value: table['requires-python'],
      exact: false,
      line: toml.line([...path, 'requires-python']),
    });
}

/** Lists of uv and PDM that are for development only. Source: uv, docs/concepts/projects/dependencies.md; PDM, docs/usage/dependency.md. */
function developmentLists(toml: TomlText, out: ManifestText): void {
  const uv = ['tool', 'uv', 'dev-dependencies'];
  readList(toml, uv, tableAt(toml.data, 'tool', 'uv')?.['dev-dependencies'], { group: 'dev' }, out);
  const pdm = ['tool', 'pdm', 'dev-dependencies'];
  for (const [name, items] of Object.entries(tableAt(toml.data, ...pdm) ?? {})) {
    const group = normalizeName(name);
    if (!Array.isArray(items)) {
      out.problems.push({
        message: `${[...pdm, name].join('.')} is not a list`,
        line: toml.line([...pdm, name]),
      });
      continue;
    }
    // These may be editables, which PEP 508 has no word for.
    for (const [index, item] of items.entries()) {
      if (typeof item !== 'string') continue;
      const found = parseRequirementLine(item, toml.line([...pdm, name, String(index)]));
      out.requirements.push(...found.requirements.map((requirement) => ({ ...requirement, group })));
      out.problems.push(...found.problems);
    }
  }
}

/** A dynamic list that nothing here tells: setuptools reads it beside this file, other tools compute it. */
function whereElse(toml: TomlText, out: PyprojectText): void {
  if (!out.dynamic || out.declares) return;
  const backend = tableAt(toml.data, 'build-system')?.['build-backend'];
  const isSetuptools = typeof backend !== 'string' || backend.startsWith('setuptools');
  out.elsewhere = {
    files: isSetuptools ? ['setup.py', 'setup.cfg'] : [],
    reason: 'the dependencies are dynamic: they are computed when the package is built',
    line: toml.line(['project', 'dynamic']),
  };
}
