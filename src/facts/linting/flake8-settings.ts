import type { Project } from '../fact.js';
import { type IniValue, parseIni } from '../formats/ini.js';
import { parseToml, type TomlTable, tableAt } from '../formats/toml.js';
import { readText } from '../source.js';
import type { PerFileIgnore, Style } from './model.js';
import { codesIn } from './selectors.js';

/** What both tools leave out unless told otherwise. Source: pycodestyle, DEFAULT_IGNORE; flake8, defaults.IGNORE. */
export const DEFAULT_IGNORE = ['E121', 'E123', 'E126', 'E226', 'E24', 'E704', 'W503', 'W504'];
/** What flake8 judges without plugins. Source: flake8, "Full Listing of Options", --select. */
const FLAKE8_RULES = ['E', 'F', 'W'];
const PYCODESTYLE_RULES = ['E', 'W'];
/** Source: pycodestyle, MAX_LINE_LENGTH; PEP 8, "Maximum Line Length". */
const LINE_LENGTH = 79;

/** Files in which flake8 looks, in its order, then those of pycodestyle. Source: flake8, "Configuration Locations"; pycodestyle, "Configuration". */
const FILES: readonly [string, readonly string[], 'flake8' | 'pycodestyle'][] = [
  ['setup.cfg', ['flake8'], 'flake8'],
  ['tox.ini', ['flake8'], 'flake8'],
  ['.flake8', ['flake8'], 'flake8'],
  ['pyproject.toml', ['tool', 'flake8'], 'flake8'],
  ['setup.cfg', ['pycodestyle', 'pep8'], 'pycodestyle'],
  ['tox.ini', ['pycodestyle', 'pep8'], 'pycodestyle'],
  ['.pycodestyle', ['pycodestyle'], 'pycodestyle'],
]; // biome-ignore format: a table reads better in rows

/** Option by name, with dashes; what stands in several lines in one text. */
type Options = ReadonlyMap<string, string>;

/**
 * The settings of flake8 or pycodestyle in the root, under those that flake8 is given on its command line; undefined where
 * there are none. `attempt` is told the file that is read, and makes something else of the `CannotTell` of one that cannot be.
 */
export async function readFlake8Style<P>(
  project: Project,
  has: (path: string) => boolean,
  given: Options,
  attempt: (path: string, read: () => Promise<Style | undefined>) => Promise<Style | P | undefined>,
): Promise<Style | P | undefined> {
  for (const [file, sections, tool] of FILES) {
    if (!has(file)) continue;
    const style = await attempt(file, async () => {
      const text = await readText(project.source, file, 1024 * 1024);
      const found = file.endsWith('.toml') ? fromToml(text, sections) : fromIni(text, sections);
      if (!found) return undefined;
      const options = tool === 'flake8' ? new Map([...found.options, ...given]) : found.options;
      return styleOf(tool, { file, line: found.line }, options);
    });
    if (style) return style;
  }
  return undefined;
}

interface Found {
  options: Options;
  line: number;
}

function fromIni(text: string, names: readonly string[]): Found | undefined {
  const { sections } = parseIni(text);
  const section = names.flatMap((name) => sections.get(name) ?? [])[0];
  if (!section) return undefined;
  const [first] = section.values();
  const value = ({ lines }: IniValue) => lines.map((one) => one.text.replace(/(?:^|\s)#.*$/, '')).join('\n');
  return {
    options: new Map([...section].map(([key, one]) => [key.replaceAll('_', '-'), value(one)])),
    line: Math.max(1, (first?.line ?? 2) - 1),
  };
}

/** Lists are joined, `per-file-ignores` lists pairs. Source: flake8-pyproject. */
function fromToml(text: string, path: readonly string[]): Found | undefined {
  const toml = parseToml(text);
  const table = tableAt(toml.data, ...path);
  if (!table) return undefined;
  const value = (one: TomlTable[string]) => (Array.isArray(one) ? one.map(String).join('\n') : String(one));
  return {
    options: new Map(Object.entries(table).map(([key, one]) => [key.replaceAll('_', '-'), value(one)])),
    line: toml.line(path),
  };
}

/** Options as they are given on a command line: `--max-line-length=100`, `--ignore E203`. */
export function optionsOf(args: readonly string[]): Options {
  const options = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const [, name, value] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(args[at]!) ?? [];
    if (name !== undefined) options.set(name, value ?? args[++at] ?? '');
  }
  return options;
}

/** What flake8's or pycodestyle's options mean for ruff: its preview rules are those of pycodestyle that it has last taken over. */
export function styleOf(tool: 'flake8' | 'pycodestyle', at: Style['at'], options: Options): Style {
  const list = (name: string) => codesIn(options.get(name) ?? '');
  const number = (name: string) => {
    const value = Number(options.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= 0 ? value : undefined;
  };
  const complexity = number('max-complexity');
  const select = options.has('select')
    ? list('select')
    : tool === 'flake8'
      ? FLAKE8_RULES
      : PYCODESTYLE_RULES;
  const selected = [...select, ...list('extend-select')].filter(
    (code) => code !== 'C' && code !== 'C9' && !code.startsWith('C90'),
  );
  const ignored = options.has('ignore') ? list('ignore') : options.has('select') ? [] : DEFAULT_IGNORE;
  const documentLength = number('max-doc-length');
  const max = number('max-line-length') ?? LINE_LENGTH;
  return {
    tool,
    at,
    folder: '',
    options: {
      preview: true,
      // 320 is the longest that ruff takes.
      'line-length': Math.min(Math.max(max, 1), 320),
      lint: {
        preview: true,
        select: complexity === undefined ? selected : [...selected, 'C901'],
        ignore: [...ignored, ...list('extend-ignore')],
        ...(complexity === undefined ? {} : { mccabe: { 'max-complexity': complexity } }),
        ...(documentLength === undefined ? {} : { pycodestyle: { 'max-doc-length': documentLength } }),
      },
    },
    perFile: perFileOf(options.get('per-file-ignores') ?? ''),
    excludes: [...words(options.get('exclude') ?? ''), ...words(options.get('extend-exclude') ?? '')],
  };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** `a.py:E1,E2 b/*:F401`, over lines or not. Source: flake8, --per-file-ignores. */
function perFileOf(text: string): PerFileIgnore[] {
  const out: PerFileIgnore[] = [];
  let patterns: string[] = [];
  let hasCodes = false;
  for (const word of text.replaceAll(':', ' ').split(/[\s,]+/)) {
    if (word === '') continue;
    if (patterns.length > 0 && /^[A-Z]{1,4}\d*$/.test(word)) {
      for (const pattern of patterns) out.push({ pattern, selectors: [word] });
      hasCodes = true;
    } else {
      patterns = hasCodes ? [word] : [...patterns, word];
      hasCodes = false;
    }
  }
  return out;
}
