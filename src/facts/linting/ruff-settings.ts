import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { isTable, parseToml, strings, TomlProblem, type TomlTable, tableAt } from '../formats/toml.js';
import { baseName, folderOf, inFolder, resolveIn } from '../paths.js';
import { readText } from '../source.js';
import type { PerFileIgnore, Style } from './model.js';

/** How many files may extend one another. */
const DEEPEST = 10;
/**
 * The rules where a project selects none. Those of the releases that the settings of today were written for; later ones have
 * more. Source: ruff, "Settings", lint.select.
 */
const DEFAULT_RULES = ['E4', 'E7', 'E9', 'F'];
/** Keys of the top level that belong under `lint`. Source: ruff 0.2.0, "Deprecations". */
const OLD_TOP_LEVEL = new Set([
  'select', 'extend-select', 'ignore', 'extend-ignore', 'per-file-ignores', 'extend-per-file-ignores', 'fixable', 'unfixable',
  'dummy-variable-rgx', 'explicit-preview-rules', 'external', 'task-tags', 'typing-modules', 'allowed-confusables', 'logger-objects', 'ignore-init-module-imports',
  'mccabe', 'pycodestyle', 'pydocstyle', 'pyflakes', 'pylint', 'pyupgrade', 'isort', 'pep8-naming', 'flake8-annotations', 'flake8-bandit', 'flake8-bugbear',
  'flake8-builtins', 'flake8-comprehensions', 'flake8-copyright', 'flake8-errmsg', 'flake8-gettext', 'flake8-implicit-str-concat', 'flake8-import-conventions',
  'flake8-pytest-style', 'flake8-quotes', 'flake8-self', 'flake8-tidy-imports', 'flake8-type-checking', 'flake8-unused-arguments',
]); // biome-ignore format: a table reads better in rows
/** Lists that a file adds to those of the file that it extends. Source: ruff, "extend". */
const ADDING = ['extend-select', 'extend-ignore', 'extend-safe-fixes', 'extend-unsafe-fixes'];

/** Names of files that may hold settings of ruff, the strongest of a folder first. Source: ruff, "Config file discovery". */
export const RUFF_FILES = ['.ruff.toml', 'ruff.toml', 'pyproject.toml'];

interface Read {
  top: TomlTable;
  lint: TomlTable;
  line: number;
}

/**
 * The settings of ruff in one file, with those that it extends; undefined where it has none. Throws `CannotTell`, with a
 * line where there is one, for a file that cannot be read and for one that extends what is not in the project.
 */
export async function readRuffStyle(project: Project, path: string): Promise<Style | undefined> {
  const own = await readTable(project, path);
  if (!own) return undefined;
  const folder = folderOf(path);
  let { top, lint } = own;
  let perFile = perFileOf(lint, folder, folder);
  const seen = new Set([path]);
  // The nearest of the files that extend one another says which files are left out of which rules.
  let replaced = own.lint['per-file-ignores'] !== undefined;
  for (let at = path, table = own.top; typeof table.extend === 'string'; ) {
    const next = resolveIn(folderOf(at), table.extend);
    if (next === undefined || seen.has(next) || seen.size > DEEPEST)
      throw new TomlProblem(
        `${at} extends ${table.extend}, which cannot be followed in the project`,
        own.line,
      );
    seen.add(next);
    const parent = await readTable(project, next);
    if (!parent) break;
    lint = joined(parent.lint, lint);
    const { lint: _, ...above } = parent.top;
    perFile = [...(replaced ? [] : perFileOf(parent.lint, folderOf(next), folder)), ...perFile];
    replaced ||= parent.lint['per-file-ignores'] !== undefined;
    top = { ...above, ...top, ...together(parent.top, top, ['extend-exclude', 'extend-include']) };
    at = next;
    table = parent.top;
  }
  const { extend: _, lint: __, ...rest } = top;
  const target = rest['target-version'] ?? (await targetOf(project, folder));
  const { 'per-file-ignores': ___, 'extend-per-file-ignores': ____, exclude: lintExclude, ...rules } = lint;
  return {
    tool: 'ruff',
    at: { file: path, line: own.line },
    folder,
    options: {
      ...pick(rest, ['line-length', 'indent-width', 'preview', 'builtins', 'namespace-packages', 'src']),
      ...(target === undefined ? {} : { 'target-version': target }),
      lint: { ...rules, select: rules.select ?? DEFAULT_RULES },
    },
    perFile,
    excludes: [...strings(rest.exclude), ...strings(rest['extend-exclude']), ...strings(lintExclude)],
  };
}

async function readTable(project: Project, path: string): Promise<Read | undefined> {
  const toml = parseToml(await readText(project.source, path, 1024 * 1024));
  const isPyproject = baseName(path) === 'pyproject.toml';
  const table = isPyproject ? tableAt(toml.data, 'tool', 'ruff') : toml.data;
  if (!table) return undefined;
  const old = Object.fromEntries(Object.entries(table).filter(([key]) => OLD_TOP_LEVEL.has(key)));
  const top = Object.fromEntries(Object.entries(table).filter(([key]) => !OLD_TOP_LEVEL.has(key)));
  return {
    top,
    lint: { ...old, ...(tableAt(table, 'lint') ?? {}) },
    line: isPyproject ? (toml.line(['tool', 'ruff']) ?? 1) : 1,
  };
}

/** The stronger settings over the weaker ones: a `select` begins anew, without one selections are added. */
function joined(weak: TomlTable, strong: TomlTable): TomlTable {
  if (strong.select !== undefined) {
    const { select: _, ignore: __, 'extend-select': ___, 'extend-ignore': ____, ...rest } = weak;
    return { ...rest, ...strong };
  }
  return { ...weak, ...strong, ...together(weak, strong, [...ADDING, 'ignore']) };
}

function together(weak: TomlTable, strong: TomlTable, keys: readonly string[]): TomlTable {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const all = [...strings(weak[key]), ...strings(strong[key])];
      return all.length > 0 ? [[key, all]] : [];
    }),
  );
}

function pick(table: TomlTable, keys: readonly string[]): TomlTable {
  return Object.fromEntries(keys.flatMap((key) => (table[key] === undefined ? [] : [[key, table[key]!]])));
}

/** What a file ignores by pattern; patterns count from the folder of the file in which they stand. */
function perFileOf(lint: TomlTable, from: string, seenFrom: string): PerFileIgnore[] {
  return ['per-file-ignores', 'extend-per-file-ignores'].flatMap((key) => {
    const table = lint[key];
    if (!isTable(table)) return [];
    return Object.entries(table).map(([pattern, codes]) => {
      const isOther = from !== seenFrom && pattern.includes('/');
      return { pattern: isOther ? below(from, seenFrom, pattern) : pattern, selectors: strings(codes) };
    });
  });
}

/** A pattern of a folder as seen from a folder below it. */
function below(from: string, to: string, pattern: string): string {
  const negated = pattern.startsWith('!');
  const whole = inFolder(from, negated ? pattern.slice(1) : pattern);
  const seen = to !== '' && whole.startsWith(`${to}/`) ? whole.slice(to.length + 1) : whole;
  return negated ? `!${seen}` : seen;
}

/** The oldest Python of `requires-python` in the nearest pyproject.toml. Source: ruff, target-version. */
async function targetOf(project: Project, folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = folderOf(at)) {
    try {
      const { data } = parseToml(await readText(project.source, inFolder(at, 'pyproject.toml'), 1024 * 1024));
      const wanted = tableAt(data, 'project')?.['requires-python'];
      const oldest = typeof wanted === 'string' ? /(?:>=|==|~=)\s*3\.(\d+)/.exec(wanted)?.[1] : undefined;
      if (oldest !== undefined) return Number(oldest) >= 7 ? `py3${oldest}` : 'py37';
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
    }
    if (at === '') return undefined;
  }
}
