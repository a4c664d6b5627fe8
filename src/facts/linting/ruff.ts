import { PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import type { Source } from '../source.js';
import type { LeftFile, LintAnswer, LintBatch, LintedFile, RuffOptions } from './model.js';
import { ruleOf, Tally } from './tally.js';
import { textOf } from './texts.js';

/** Keys that hold selectors of rules. Source: ruff, "Settings", lint. */
const SELECTING = [
  'select',
  'extend-select',
  'ignore',
  'extend-ignore',
  'fixable',
  'unfixable',
  'extend-fixable',
];
/** Selectors that a configuration may name in vain; more make it no configuration of ruff's. */
const MOST_UNKNOWN = 200;

interface Opened {
  workspace: Workspace | undefined;
  dropped: string[];
  problem?: string | undefined;
}

const opened = new Map<string, Opened>();

/**
 * Lints the files of a batch with the embedded ruff. Selectors that it does not know are left out and told; options that
 * it cannot use at all give a `problem` and no files. Throws where ruff itself fails on a file: the process is to be ended then.
 */
export async function lintBatch(source: Source, { options, paths }: LintBatch): Promise<LintAnswer> {
  const key = JSON.stringify(options);
  let known = opened.get(key);
  if (!known) {
    known = open(options);
    opened.set(key, known);
  }
  const { workspace, dropped, problem } = known;
  if (!workspace) return { files: [], left: [], dropped, problem };
  const files: LintedFile[] = [];
  const left: LeftFile[] = [];
  for (const path of paths) {
    const read = await textOf(source, path);
    if ('reason' in read) left.push(read);
    else files.push(lintFile(workspace, path, read.text));
  }
  return { files, left, dropped };
}

function open(options: RuffOptions): Opened {
  const dropped: string[] = [];
  let wanted = options;
  for (let at = 0; at <= MOST_UNKNOWN; at++) {
    try {
      return { workspace: new Workspace(wanted, PositionEncoding.Utf16), dropped };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const selector = /(?:Unknown rule selector|^(?:Error: )?Rule) `([^`]+)`/.exec(text)?.[1];
      const less = selector === undefined ? undefined : without(wanted, selector);
      if (selector === undefined || !less) return { workspace: undefined, dropped, problem: text };
      dropped.push(selector);
      wanted = less;
    }
  }
  return { workspace: undefined, dropped, problem: `more than ${MOST_UNKNOWN} rules are not known` };
}

/** The options without a selector; undefined where they do not hold it. */
function without(options: RuffOptions, selector: string): RuffOptions | undefined {
  const lint = { ...(options.lint as Record<string, unknown> | undefined) };
  let isThere = false;
  for (const key of SELECTING) {
    const list = lint[key];
    if (!Array.isArray(list) || !list.includes(selector)) continue;
    isThere = true;
    lint[key] = list.filter((one) => one !== selector);
  }
  return isThere ? { ...options, lint } : undefined;
}

function lintFile(workspace: Workspace, path: string, text: string): LintedFile {
  const tally = new Tally(path, text);
  for (const { code, message, start_location: start } of workspace.check(text) as Diagnostic[])
    tally.add(ruleOf(code), start.row, message);
  return tally.result;
}

interface Diagnostic {
  code: string | null;
  message: string;
  start_location: { row: number };
}
