import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import type { Files } from '../files.js';
import { parseIni } from '../formats/ini.js';
import { parseToml, tableAt } from '../formats/toml.js';
import { baseName, folderOf, foldersAbove, inFolder } from '../paths.js';
import { readText } from '../source.js';
import { DEFAULT_IGNORE, optionsOf, readFlake8Style, styleOf } from './flake8-settings.js';
import { lintHook } from './hooks.js';
import type { Style } from './model.js';
import { RUFF_FILES, readRuffStyle } from './ruff-settings.js';

/** PEP 8 lets teams agree on longer lines than its 79; this is what most formatters write. Source: Black, "Line length". */
const LINE_LENGTH = 88;
/** What code that Black or ruff has formatted does not keep. Source: Black, "Using Black with other tools". */
const NOT_WITH_FORMATTERS = ['E203', 'E701'];

/** What code that is indented by another number of spaces does not keep. */
const INDENTED_BY_FOUR = ['E111', 'E114'];
/** Styles of yapf that indent by two. Source: yapf, "Knobs", based_on_style. */
const BY_TWO = /^(?:yapf|chromium)$/;

/** Settings that could not be read, with the folder whose files they are for. */
export interface StyleProblem {
  path: string;
  line?: number | undefined;
  message: string;
}

/** Which settings hold for which file. */
export interface Styles {
  /** The settings for a file; a problem where they cannot be read. */
  of(path: string): Style | StyleProblem;
}

/**
 * Finds what the code is held to: the settings of ruff nearest to a file, else those of flake8 or pycodestyle in the root, else
 * what a pre-commit hook says, else PEP 8 as pycodestyle reads it, at the line length of the formatter.
 */
export async function findStyles(project: Project, tree: Files): Promise<Styles> {
  const byFolder = new Map<string, Style | StyleProblem>();
  for (const { path, kind } of tree.own) {
    if (kind !== 'file' || !RUFF_FILES.includes(baseName(path))) continue;
    const folder = folderOf(path);
    // Of one folder the first name counts.
    const stronger = RUFF_FILES.slice(0, RUFF_FILES.indexOf(baseName(path)));
    if (stronger.some((name) => tree.has(inFolder(folder, name)))) continue;
    const style = await orProblem(path, () => readRuffStyle(project, path));
    if (style) byFolder.set(folder, style);
  }
  const rest = await styleOfRoot(project, tree.has);
  return {
    of: (path) => {
      const folder = foldersAbove(path).find((one) => byFolder.has(one));
      return folder === undefined ? rest : byFolder.get(folder)!;
    },
  };
}

async function styleOfRoot(project: Project, has: (path: string) => boolean): Promise<Style | StyleProblem> {
  const hook = await lintHook(project, has);
  const given = hook?.tool === 'flake8' ? optionsOf(hook.args) : new Map<string, string>();
  const own = await readFlake8Style(project, has, given, orProblem);
  if (own) return own;
  if (hook?.tool === 'flake8') return styleOf('flake8', hook.at, given);
  if (hook) {
    const options = optionsOf(hook.args);
    const select = options.get('select') ?? options.get('extend-select');
    // Ruff's own bounds of it; anything else it would not take.
    const length = Math.trunc(Number(options.get('line-length')));
    return {
      ...plain('ruff', hook.at),
      options: {
        ...(length >= 1 && length <= 320 ? { 'line-length': length } : {}),
        lint: {
          select: [...(options.has('select') ? [] : ['E4', 'E7', 'E9', 'F']), ...(select?.split(',') ?? [])],
          ignore: options.get('ignore')?.split(',') ?? [],
        },
      },
    };
  }
  return await defaultStyle(project, has);
}

function plain(tool: Style['tool'], at: Style['at']): Omit<Style, 'options'> {
  return { tool, at, folder: '', perFile: [], excludes: [] };
}

/** PEP 8 as pycodestyle reads it. Source: pycodestyle, DEFAULT_IGNORE. */
async function defaultStyle(project: Project, has: (path: string) => boolean): Promise<Style> {
  const told = await formatterLength(project, has);
  return {
    ...plain('none', told?.at),
    options: {
      preview: true,
      'line-length': Math.min(Math.max(told?.length ?? LINE_LENGTH, 1), 320),
      lint: {
        preview: true,
        select: ['E', 'W'],
        ignore: [
          ...DEFAULT_IGNORE,
          ...(told?.formats ? NOT_WITH_FORMATTERS : []),
          ...(told?.indent === undefined || told.indent === 4 ? [] : INDENTED_BY_FOUR),
        ],
      },
    },
  };
}

interface Length {
  length: number | undefined;
  at: { file: string; line: number };
  /** Spaces of one step, where they are told. */
  indent: number | undefined;
  /** Whether the tool writes the layout itself. */
  formats: boolean;
}

/** Where the line length stands that another tool of the project keeps. Source: the documentation of each tool. */
async function formatterLength(
  project: Project,
  has: (path: string) => boolean,
): Promise<Length | undefined> {
  for (const [file, section, key, formats] of [
    ['pyproject.toml', 'tool.black', 'line-length', true],
    ['pyproject.toml', 'tool.autopep8', 'max_line_length', true],
    ['pyproject.toml', 'tool.yapf', 'column_limit', true],
    ['.style.yapf', 'style', 'column_limit', true],
    ['setup.cfg', 'yapf', 'column_limit', true],
    ['pyproject.toml', 'tool.pylint.format', 'max-line-length', false],
    ['.pylintrc', 'FORMAT', 'max-line-length', false],
    ['pylintrc', 'FORMAT', 'max-line-length', false],
    ['setup.cfg', 'pylint.FORMAT', 'max-line-length', false],
  ] as const) {
    if (!has(file)) continue;
    const found = await orProblem(file, async () => {
      const text = await readText(project.source, file, 1024 * 1024);
      if (file.endsWith('.toml')) {
        const toml = parseToml(text);
        const table = tableAt(toml.data, ...section.split('.'));
        return (
          table && {
            options: new Map(Object.entries(table).map(([name, one]) => [name, String(one)])),
            line: toml.line([...section.split('.'), key]),
          }
        );
      }
      const options = parseIni(text).sections.get(section);
      return (
        options && {
          options: new Map([...options].map(([name, one]) => [name, one.text])),
          line: options.get(key)?.line ?? 1,
        }
      );
    });
    if (!found || 'message' in found) continue;
    const length = Number(found.options.get(key) ?? Number.NaN);
    return {
      length: Number.isInteger(length) && length > 0 ? length : undefined,
      at: { file, line: found.line },
      indent: indentOf(found.options),
      formats,
    };
  }
  return undefined;
}

function indentOf(options: ReadonlyMap<string, string>): number | undefined {
  const width = options.get('indent_width') ?? options.get('indent-width');
  if (width !== undefined) return Number(width);
  const text = options.get('indent-string');
  if (text !== undefined) return text.replace(/^(['"])(.*)\1$/, '$2').length;
  return BY_TWO.test(options.get('based_on_style') ?? '') ? 2 : undefined;
}

async function orProblem<T>(path: string, read: () => Promise<T>): Promise<T | StyleProblem> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return { path, line: error.line, message: error.message };
  }
}
