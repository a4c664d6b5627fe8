import { CannotTell } from '../../errors.js';
import type { Documents } from '../documents/model.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { readText } from '../source.js';
import type { ShownResults } from './model.js';
import { isMetricName } from './names.js';

/** A number as results show it: 0.93, 93.1%, 400.2 ± 12. */
const RESULT_CELL = /^[*_~\s<>≈]*[-+]?\d{1,7}(?:[.,]\d+)?\s*%?(?:\s*(?:±|\+\/-|\+-|\().{0,20})?[*_\s]*$/;
/** Headings under which a table of numbers shows results. */
const RESULT_HEADING =
  /\b(results?|benchmarks?|performance|evaluation|leaderboard|scores?|reproduc\w+|experiments?)\b/i;
/** `accuracy: 0.93` in the output of a notebook, or in a snippet. */
const NAMED_NUMBER = /\b([A-Za-z][\w@/-]{0,40})["']?\s{0,3}[:=]\s{0,3}([-+]?\d{1,7}\.\d+)/g;
/** `0.93 ± 0.01`, `0.93 (+/- 0.01)`, `[0.91, 0.95]`. */
const SPREAD_CELL = /\d\s?%?\s?\(?(?:±|\+\/-|\+-)\s?\d|\\pm\s?\d|\d\s?[([]\d+\.\d+\s?[,–-]\s?\d+\.\d+[)\]]/;
const SPREAD_COLUMN = /\b(?:std|s\.?d\.?|stdev|stderr|ci|confidence interval|deviation)\b|±/i;
/** The longest text that is searched. */
const LONGEST = 200_000;

/** Tables and snippets of results in README and docs. */
export function shownInDocuments({ all }: Documents): ShownResults[] {
  return all.flatMap(({ path, tables, code, headings }) => [
    ...tables.flatMap(({ header, rows, line, section }): ShownResults[] => {
      const numbers = rows.flat().filter((cell) => RESULT_CELL.test(cell.slice(0, 80)));
      const names = [...header, ...rows.map(([first = '']) => first)].filter(
        (name) => name.length < 60 && isMetricName(name),
      );
      const titled =
        RESULT_HEADING.test(headings[section]?.text ?? '') ||
        /[±]/.test(rows.flat().join('').slice(0, LONGEST));
      const decimals = numbers.filter((cell) => /[.,]\d|%|±/.test(cell));
      const holds = decimals.length > 0 && (names.length > 0 || (titled && decimals.length >= 3));
      const spread =
        header.some((name) => SPREAD_COLUMN.test(name)) || rows.flat().some((cell) => SPREAD_CELL.test(cell));
      return holds ? [{ kind: 'table', file: path, line, names, spread }] : [];
    }),
    ...code.flatMap(({ language, text, line }): ShownResults[] => {
      if (!/^(json|text|yaml|console|output|)$/.test(language)) return [];
      const names = namedMetrics(text);
      return names.length >= 2
        ? [{ kind: 'snippet', file: path, line, names, spread: SPREAD_CELL.test(text.slice(0, LONGEST)) }]
        : [];
    }),
  ]);
}

/** Results that executed notebooks print. */
export async function shownInNotebooks(project: Project): Promise<ShownResults[]> {
  const { own } = await project.get(filesFact);
  const shown: ShownResults[] = [];
  for (const { path, kind } of own.filter((entry) => entry.path.endsWith('.ipynb')).slice(0, 500)) {
    if (kind !== 'file') continue;
    let cells: unknown;
    try {
      cells = (JSON.parse(await readText(project.source, path)) as { cells?: unknown } | null)?.cells;
    } catch (error) {
      // A notebook that does not parse is told by the check on syntax.
      if (error instanceof CannotTell || error instanceof SyntaxError) continue;
      throw error;
    }
    if (!Array.isArray(cells)) continue;
    for (const [at, cell] of cells.entries()) {
      const text = outputText(cell);
      const names = namedMetrics(text);
      if (names.length > 0) {
        const spread = SPREAD_CELL.test(text);
        shown.push({ kind: 'notebook', file: path, line: 1, cell: at + 1, names, spread });
        break;
      }
    }
  }
  return shown;
}

function outputText(cell: unknown): string {
  const outputs = (cell as { outputs?: unknown } | null)?.outputs;
  if (!Array.isArray(outputs)) return '';
  return outputs
    .flatMap((output) => {
      const { text, data } = (output ?? {}) as { text?: unknown; data?: { 'text/plain'?: unknown } };
      return [text, data?.['text/plain']].flat().filter((part) => typeof part === 'string');
    })
    .join('')
    .slice(0, LONGEST);
}

function namedMetrics(text: string): string[] {
  const names = new Set<string>();
  for (const [, name = ''] of text.slice(0, LONGEST).matchAll(NAMED_NUMBER)) {
    if (isMetricName(name, { weak: false })) names.add(name);
  }
  return [...names];
}
