import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'smol-toml';
import { CannotTell } from '../../errors.js';
import { parseJson } from '../formats/json.js';
import type { Source } from '../source.js';
import type { LeftFile, LintAnswer, Linter, RuffOptions } from './model.js';
import { ruleOf, Tally } from './tally.js';
import { textOf } from './texts.js';

const LIMIT_MS = 60_000;
const LIMIT_OUTPUT = 200 * 1024 * 1024;
/**
 * Keys that name folders, with patterns and variables of the environment in them: ruff would look through whatever they name,
 * also outside of the project. Source: ruff, "Settings", src.
 */
const FOLDERS: ReadonlySet<string> = new Set(['src', 'namespace-packages']);

/** Files with their texts, held to the same options. */
interface Batch {
  options: RuffOptions;
  files: readonly { path: string; text: string }[];
}

/** One thing that a tool found. */
interface Told {
  path: string;
  /** Absent for a file that does not parse. */
  rule: string | undefined;
  line: number;
  message: string;
}

/**
 * The linter of the machine: ruff or flake8 on the PATH, run on files of the project with the translated settings alone. Nothing of
 * the project is run: its own environments are passed over on the PATH, and no settings file of it is read by the tool, since
 * those of flake8 can name plugins. Throws `CannotTell` where there is none.
 */
export function installedLinter(tool: 'ruff' | 'flake8', source: Source): Linter {
  const { root } = source;
  if (root === undefined) throw new CannotTell(`${tool} can only judge files on disk`);
  const program = findProgram(tool, root);
  if (program === undefined) throw new CannotTell(`${tool} is not on the PATH outside of the project`);
  return {
    async lint({ options, paths }) {
      const read = await Promise.all(paths.map((path) => textOf(source, path)));
      const left = read.filter((one) => 'reason' in one);
      const batch = { options, files: read.filter((one) => 'text' in one) };
      if (batch.files.length === 0) return { files: [], left, dropped: [] };
      try {
        const told = await (tool === 'ruff'
          ? runRuff(program, root, batch)
          : runFlake8(program, root, batch));
        return collected(batch, left, root, told);
      } catch (error) {
        if (!(error instanceof CannotTell)) throw error;
        return { files: [], left, dropped: [], problem: error.message };
      }
    },
    stop: () => {},
  };
}

/** A program on the PATH; folders that are not absolute, and those in the project, are passed over. */
function findProgram(name: string, root: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    for (const one of names) {
      try {
        const file = realpathSync(join(folder, one));
        accessSync(file, constants.X_OK);
        const isInside = [join(folder, one), file].some((path) => path.startsWith(root + sep));
        if (statSync(file).isFile() && !isInside) return join(folder, one);
      } catch {
        // Not there, or not to be run: the next folder may have it.
      }
    }
  }
  return undefined;
}

async function run(program: string, args: readonly string[]): Promise<string> {
  const { stdout, failed, stderr, shortMessage } = await execa(program, args, {
    // Away from the project, whose modules Python would find in the folder in which it is started.
    cwd: dirname(process.execPath),
    reject: false,
    stdin: 'ignore',
    timeout: LIMIT_MS,
    maxBuffer: LIMIT_OUTPUT,
    stripFinalNewline: false,
  });
  // Told to exit with 0 whatever they find, both tools exit with another code only where they fail.
  if (failed) {
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new CannotTell(said === '' ? (shortMessage ?? `${program} failed`) : said);
  }
  return stdout;
}

async function runRuff(program: string, root: string, { options, files }: Batch): Promise<Told[]> {
  const args = [
    'check',
    '--isolated',
    '--no-cache',
    '--no-fix',
    '--exit-zero',
    '--quiet',
    '--output-format',
    'json',
  ];
  for (const setting of inline(options)) args.push('--config', setting);
  const found = parseJson(await run(program, [...args, '--', ...files.map(({ path }) => join(root, path))]));
  if (!Array.isArray(found)) throw new CannotTell('ruff told nothing that can be read');
  return found.map((one): Told => {
    const { filename, code, message, location } = one as {
      filename: string;
      code: string | null;
      message: string;
      location: { row: number };
    };
    return { path: filename, rule: ruleOf(code), line: location.row, message };
  });
}

/**
 * Options as `key = value` of one line each. What stands in one table stays together: of two arguments, the second one's rules
 * would begin anew. Source: ruff, "Configuring Ruff", --config.
 */
function inline(options: RuffOptions): string[] {
  return Object.entries(options).flatMap(([key, value]) =>
    FOLDERS.has(key) ? [] : [`${key} = ${inlineValue(value)}`],
  );
}

function inlineValue(value: unknown): string {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)} = ${inlineValue(one)}`);
    return `{ ${entries.join(', ')} }`;
  }
  return stringify({ value })
    .trim()
    .replace(/^value = /, '');
}

async function runFlake8(program: string, root: string, { options, files }: Batch): Promise<Told[]> {
  const lint = (options.lint ?? {}) as {
    select?: string[];
    ignore?: string[];
    mccabe?: Record<string, unknown>;
  };
  const args = ['--isolated', '--exit-zero', '--format=%(row)d:%(code)s:%(path)s:%(text)s'];
  if (lint.select) args.push(`--select=${lint.select.join(',')}`);
  args.push(`--ignore=${(lint.ignore ?? []).join(',')}`);
  if (typeof options['line-length'] === 'number') args.push(`--max-line-length=${options['line-length']}`);
  const complexity = lint.mccabe?.['max-complexity'];
  if (typeof complexity === 'number') args.push(`--max-complexity=${complexity}`);
  const text = await run(program, [...args, '--', ...files.map(({ path }) => join(root, path))]);
  const known = new Set(files.map(({ path }) => join(root, path)));
  return text.split('\n').flatMap((row) => {
    const [, line, code, rest = ''] = /^(\d+):([A-Z]+\d+):(.*)$/.exec(row) ?? [];
    const path = pathIn(rest, known);
    if (path === undefined) return [];
    const message = rest.slice(path.length + 1);
    const isBroken = code === 'E999' || code === 'E902';
    return [{ path, rule: isBroken ? undefined : code, line: Number(line), message }];
  });
}

/** The one of the paths with which a text begins, up to a colon. */
function pathIn(text: string, paths: ReadonlySet<string>): string | undefined {
  for (let end = text.indexOf(':'); end >= 0; end = text.indexOf(':', end + 1)) {
    const path = text.slice(0, end);
    if (paths.has(path)) return path;
  }
  return undefined;
}

function collected(
  { files }: Batch,
  left: readonly LeftFile[],
  root: string,
  told: readonly Told[],
): LintAnswer {
  const tallies = new Map(files.map(({ path, text }) => [join(root, path), new Tally(path, text)]));
  for (const { path, rule, line, message } of told) tallies.get(path)?.add(rule, line, message);
  return { files: [...tallies.values()].map(({ result }) => result), left, dropped: [] };
}
