import { CannotTell } from '../errors.js';
import type { FileProblem } from './documents/model.js';
import { defineFact } from './fact.js';
import { files } from './files.js';
import { type IniText, parseIni } from './formats/ini.js';
import { parseToml, TomlProblem, tableAt } from './formats/toml.js';
import { childOf, itemsOf, parseYaml, textOf, YamlProblem } from './formats/yaml.js';
import { readText } from './source.js';

/** A code-quality tool that the project configures or runs by hook. */
export interface Tool {
  name: string;
  /** `linter`: checks PEP 8 or code smells; `formatter`: only rewrites layout. */
  kind: 'linter' | 'formatter';
  path: string;
  line: number;
}

/** What keeps the code in shape. */
export interface Tooling {
  /** In the order of paths; a tool may stand in several files, in any folder. */
  readonly tools: readonly Tool[];
  readonly problems: readonly FileProblem[];
}

const LINTERS = new Set([
  'ruff',
  'flake8',
  'pylint',
  'pycodestyle',
  'pylama',
  'prospector',
  'autoflake8',
  'pep8',
  'wemake-python-styleguide',
]);
const FORMATTERS = new Set(['black', 'isort', 'yapf', 'autopep8', 'docformatter', 'blue']);
/** Hook ids of pre-commit that stand for a tool under another name. Source: each tool's .pre-commit-hooks.yaml. */
const HOOKS: Record<string, string> = {
  'ruff-check': 'ruff', 'ruff-format': 'ruff-format', 'black-jupyter': 'black', 'nbqa-flake8': 'flake8', 'nbqa-ruff': 'ruff',
  'nbqa-black': 'black', 'nbqa-isort': 'isort', 'nbqa-pylint': 'pylint',
}; // biome-ignore format: one table

/** The kind of a tool by its name; undefined for one that does not judge Python style. */
export function kindOf(name: string): Tool['kind'] | undefined {
  if (LINTERS.has(name)) return 'linter';
  return FORMATTERS.has(name) || name === 'ruff-format' ? 'formatter' : undefined;
}

type Found = { name: string; line: number };

/** Linters and formatters in their own files, at the root and in parts of the project, in pyproject.toml, setup.cfg, tox.ini and among the pre-commit hooks. */
export const tooling = defineFact<Tooling>({
  name: 'tooling',
  async collect(project) {
    const tree = await project.get(files);
    const tools: Tool[] = [];
    const problems: FileProblem[] = [];
    const configs = tree.own.flatMap(({ path, kind: entry }) => {
      const read = READERS.find(([name]) => name.test(path.slice(path.lastIndexOf('/') + 1)))?.[1];
      return read && entry !== 'missing' ? [{ path, read }] : [];
    });
    for (const { path, read } of configs) {
      try {
        for (const { name, line } of read(await readText(project.source, path, 1024 * 1024))) {
          const kind = kindOf(name);
          if (kind) tools.push({ name, kind, path, line });
        }
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        const line = error instanceof YamlProblem || error instanceof TomlProblem ? error.line : undefined;
        problems.push({ path, line, message: error.message });
      }
    }
    return { tools, problems };
  },
});

const READERS: readonly [RegExp, (text: string) => Found[]][] = [
  [/^\.?ruff\.toml$/, (text) => (Object.keys(parseToml(text).data).length > 0 ? [{ name: 'ruff', line: firstLine(text) }] : [])],
  [/^\.flake8$/, (text) => sections(parseIni(text), /^flake8/)],
  [/^\.pycodestyle$/, (text) => sections(parseIni(text), /^pycodestyle/)],
  [/^\.?pylintrc$/, (text) => (holdsSetting(text) ? [{ name: 'pylint', line: firstLine(text) }] : [])],
  [/^\.?pylintrc\.toml$/, (text) => (Object.keys(parseToml(text).data).length > 0 ? [{ name: 'pylint', line: firstLine(text) }] : [])],
  [/^\.isort\.cfg$/, (text) => sections(parseIni(text), /^(?:settings|isort)$/).map(({ line }) => ({ name: 'isort', line }))],
  [/^\.style\.yapf$/, (text) => sections(parseIni(text), /^(?:style|yapf)$/).map(({ line }) => ({ name: 'yapf', line }))],
  [/^(?:setup\.cfg|tox\.ini)$/, (text) => sections(parseIni(text), /^(?:flake8|pycodestyle|pep8|pylama|pylint|isort|yapf|tool:isort)/)],
  [/^pyproject\.toml$/, pyprojectTools],
  [/^\.?pre-commit-config\.ya?ml$/, hooks],
]; // biome-ignore format: a table reads better in rows

function pyprojectTools(text: string): Found[] {
  const toml = parseToml(text);
  return Object.entries(tableAt(toml.data, 'tool') ?? {}).flatMap(([name]) => {
    const line = toml.line(['tool', name]);
    // `[tool.ruff.format]` alone sets the formatter up.
    const table = tableAt(toml.data, 'tool', name);
    if (name === 'ruff' && table && Object.keys(table).length === 1 && 'format' in table)
      return [{ name: 'ruff-format', line }];
    return [{ name: name === 'flake8-pyproject' ? 'flake8' : name, line }];
  });
}

function hooks(text: string): Found[] {
  const yaml = parseYaml(text);
  return itemsOf(childOf(yaml.document.contents, 'repos')).flatMap((repo) =>
    itemsOf(childOf(repo, 'hooks')).flatMap((hook) => {
      const id = textOf(childOf(hook, 'id')) ?? '';
      const entry = textOf(childOf(hook, 'entry')) ?? '';
      const name = Object.hasOwn(HOOKS, id) ? HOOKS[id]! : id;
      const words = [name, ...entry.split(/\s+/).slice(0, 20)];
      return words
        .filter((word) => kindOf(word))
        .slice(0, 1)
        .map((word) => ({ name: word, line: yaml.line(hook) }));
    }),
  );
}

/** Sections with at least one setting, named as their tool. */
function sections(ini: IniText, wanted: RegExp): Found[] {
  return [...ini.sections].flatMap(([section, keys]) => {
    const [first] = keys.values();
    if (!wanted.test(section) || !first) return [];
    return [{ name: section.replace(/^tool:/, '').split(/[:.-]/, 1)[0]!, line: first.line }];
  });
}

function holdsSetting(text: string): boolean {
  return text.split('\n').some((line) => /^\s*[\w-]+\s*=/.test(line));
}

function firstLine(text: string): number {
  return (
    Math.max(
      0,
      text.split('\n').findIndex((line) => /^\s*[^#;\s]/.test(line)),
    ) + 1
  );
}
