import { emptyManifest, type ManifestText } from './manifest.js';
import { normalizeName } from './pep508.js';
import { readList } from './requirement-list.js';
import { parseRequirementLine } from './requirements.js';
import { isTable, parseToml, strings, type TomlText, tableAt } from './toml.js';

/** Reads a hatch.toml, which holds what `[tool.hatch]` holds elsewhere. Source: Hatch, docs/intro.md. Throws `CannotTell` when it is no TOML. */
export function parseHatch(text: string): ManifestText {
  const out = emptyManifest();
  readHatch(parseToml(text), [], out);
  return out;
}

/**
 * The environments of Hatch below `path`; `default` is the one a run uses when the project declares nothing itself, and
 * others take its lists in. Source: Hatch, docs/config/environment/overview.md.
 */
export function readHatch(toml: TomlText, path: readonly string[], out: ManifestText): void {
  readHooks(toml, [...path, 'metadata', 'hooks'], out);
  const isRuntime = !out.declares;
  const environments = [...path, 'envs'];
  for (const [name, environment] of Object.entries(tableAt(toml.data, ...environments) ?? {})) {
    if (!isTable(environment)) continue;
    const more = name === 'default' && isRuntime ? {} : { group: normalizeName(name) };
    for (const key of ['dependencies', 'extra-dependencies']) {
      if (Array.isArray(environment[key]) && more.group === undefined) out.declares = true;
      readList(toml, [...environments, name, key], environment[key], more, out);
    }
    if (typeof environment.python === 'string')
      out.python.push({
        value: environment.python,
        exact: /^\d+\.\d+/.test(environment.python),
        line: toml.line([...environments, name, 'python']),
        ...(name === 'default' ? {} : { group: normalizeName(name) }),
      });
  }
}

/** Lists that a build hook puts in place: hatch-requirements-txt and uv-dynamic-versioning, by their documentation. */
function readHooks(toml: TomlText, path: readonly string[], out: ManifestText): void {
  const hook = [...path, 'requirements_txt'];
  for (const [index, file] of strings(tableAt(toml.data, ...hook)?.files).entries()) {
    out.includes.push({ path: file, constraint: false, line: toml.line([...hook, 'files', String(index)]) });
    out.declares = true;
  }
  const templated = [...path, 'uv-dynamic-versioning', 'dependencies'];
  const items = tableAt(toml.data, ...templated.slice(0, -1))?.dependencies;
  if (!Array.isArray(items)) return;
  out.declares = true;
  for (const [index, item] of strings(items).entries()) {
    // These may hold `{{ version }}`, which the grammar of requirements has no word for.
    const { requirements, problems } = parseRequirementLine(item, toml.line([...templated, String(index)]));
    // The version of the project itself is one version.
    const own = (specifier: string) => /^==\s*\{\{\s*version\s*\}\}$/.test(specifier);
    out.requirements.push(...requirements.map((one) => ({ ...one, exact: one.exact || own(one.specifier) })));
    out.problems.push(...problems);
  }
}
