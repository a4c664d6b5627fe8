import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { parseIni } from '../formats/ini.js';
import { isTable, parseToml, strings, type TomlTable, tableAt } from '../formats/toml.js';
import { folderOf, resolveIn } from '../paths.js';
import { readText } from '../source.js';
import type { PythonModule, Value } from './model.js';
import { argument, lastName } from './values.js';

/** Most files that are read for the folders that they name. */
const MOST = 200;
/** Files in which PYTHONPATH may be set. */
const SETS_PATH =
  /(?:^|\/)(?:Makefile|GNUmakefile|makefile|justfile|Dockerfile[^/]*|[^/]*\.(?:Dockerfile|dockerfile|mk|sh|bash|slurm|sbatch)|\.env|\.envrc|tox\.ini|docker-compose[^/]*\.ya?ml|compose[^/]*\.ya?ml|dvc\.yaml|MLproject|noxfile\.py|devcontainer\.json)$|^\.github\/workflows\/[^/]+\.ya?ml$/;
const PYTHONPATH = /\bPYTHONPATH["']?\s*[:=]{1,2}\s*["']?([^\s"';&|]{1,300})/g;

/**
 * Folders from which the project's own modules are imported, besides those of the importer: what setuptools, Poetry,
 * PDM, Hatch and pytest are told, and what PYTHONPATH is set to.
 */
export async function sourceFolders(project: Project, modules: readonly PythonModule[]): Promise<string[]> {
  const { own } = await project.get(filesFact);
  const found = new Set<string>();
  let read = 0;
  for (const { path, kind, size } of own) {
    const isManifest = /(?:^|\/)(?:pyproject\.toml|setup\.cfg|pytest\.ini)$/.test(path);
    if ((!isManifest && !SETS_PATH.test(path)) || kind === 'missing' || size > 300_000 || ++read > MOST)
      continue;
    try {
      const text = await readText(project.source, path, 1024 * 1024);
      const folder = folderOf(path);
      const named = path.endsWith('.toml')
        ? ofPyproject(parseToml(text).data)
        : isManifest
          ? ofIni(text)
          : ofVariable(text);
      for (const name of named) {
        const resolved = resolveIn(folder, name) ?? (isManifest ? undefined : resolveIn('', name));
        if (resolved !== undefined) found.add(resolved);
        // A script in a folder is often started from the root.
        if (!isManifest && folder !== '') found.add(resolveIn('', name) ?? '');
      }
    } catch (error) {
      // Whoever judges that file tells of it.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  for (const module of modules) {
    if (!/(?:^|\/)setup\.py$/.test(module.path)) continue;
    for (const name of ofSetup(module)) {
      const resolved = resolveIn(folderOf(module.path), name);
      if (resolved !== undefined) found.add(resolved);
    }
  }
  return [...found];
}

/** Source: setuptools, "Package Discovery"; Poetry, "packages"; PDM, "package-dir"; Hatch, "sources"; pytest, "pythonpath". */
function ofPyproject(data: TomlTable): string[] {
  const setuptools = tableAt(data, 'tool', 'setuptools');
  const packages = tableAt(data, 'tool', 'poetry')?.packages;
  const hatch = tableAt(data, 'tool', 'hatch', 'build', 'targets', 'wheel');
  return [
    ...strings(tableAt(data, 'tool', 'setuptools', 'packages', 'find')?.where),
    ...Object.values(tableAt(data, 'tool', 'setuptools', 'package-dir') ?? {}).flatMap((folder) =>
      typeof folder === 'string' && setuptools ? [folder] : [],
    ),
    ...(Array.isArray(packages) ? packages : []).flatMap((entry) =>
      isTable(entry) && typeof entry.from === 'string' ? [entry.from] : [],
    ),
    ...strings([tableAt(data, 'tool', 'pdm', 'build')?.['package-dir']]),
    ...strings(hatch?.sources),
    ...strings(hatch?.packages).map(folderOf),
    ...strings(tableAt(data, 'tool', 'pytest', 'ini_options')?.pythonpath),
  ];
}

function ofIni(text: string): string[] {
  const { sections } = parseIni(text);
  const lines = (section: string, key: string) =>
    (sections.get(section)?.get(key)?.lines ?? []).map(({ text: line }) => line.trim());
  return [
    ...lines('options.packages.find', 'where'),
    ...lines('options', 'package_dir').map((line) => line.replace(/^[\w.]*\s*=\s*/, '')),
    ...lines('pytest', 'pythonpath').flatMap((line) => line.split(/\s+/)),
    ...lines('tool:pytest', 'pythonpath').flatMap((line) => line.split(/\s+/)),
  ].filter((folder) => folder !== '');
}

/** `package_dir={"": "src"}` and `find_packages("src")` of a setup.py. */
function ofSetup({ calls }: PythonModule): string[] {
  return calls.flatMap((call): string[] => {
    const last = lastName(call.callee);
    const values: (Value | undefined)[] = [];
    if (last === 'find_packages' || last === 'find_namespace_packages')
      values.push(argument(call, 'where', 0)?.value);
    const mapped = last === 'setup' ? argument(call, 'package_dir')?.value : undefined;
    if (mapped?.kind === 'dict') values.push(...mapped.entries.map(({ value }) => value));
    return values.flatMap((value) => (value?.kind === 'string' ? [value.value] : []));
  });
}

/** What PYTHONPATH is set to in a text, where it counts from the folder of the run. */
function ofVariable(text: string): string[] {
  const found: string[] = [];
  for (const [, value = ''] of text.matchAll(PYTHONPATH)) {
    for (const part of value.split(':')) {
      const folder = part
        .replace(
          /^(?:\$\(pwd\)|\$\(PWD\)|\$\$?\{?PWD\}?|`pwd`|\$\{?(?:GITHUB_WORKSPACE|CURDIR)\}?|\$\(CURDIR\)|\$\{\{\s*github\.workspace\s*\}\})\/?/,
          './',
        )
        .replace(/^\/(?:app|workspace|work|code|src|project|opt\/\w+|usr\/src\/app)(?:\/|$)/, './');
      if (folder !== '' && !/[$`{}]|^\//.test(folder)) found.push(folder);
    }
  }
  return found;
}
