import { strings } from '../formats/toml.js';
import type { RuffOptions } from './model.js';
import { RULE_CODES } from './rule-codes.js';
import { selects } from './selectors.js';

/**
 * Rules that look at where a file lies, at its mode, or at what lies around it: the embedded linter sees text alone, so that
 * what it says of them means nothing. Source: ruff, "Rules".
 */
const NEED_PATH: ReadonlySet<string> = new Set([
  'A005', 'D100', 'D104', 'EXE001', 'EXE002', 'I001', 'INP001', 'N999', 'PLC2701', 'PLW0245', 'TC001', 'TC002', 'TC003', 'TID252',
]); // biome-ignore format: a table reads better in rows

/** Every code of a rule. */
const CODES = Object.values(RULE_CODES);

/** What settings ask for in vain: selectors that this ruff does not know, and rules that cannot be judged from texts alone. */
export function unjudgedIn({ lint }: RuffOptions, textOnly: boolean): string[] {
  const { ignore, 'extend-ignore': more, ...rest } = (lint ?? {}) as Record<string, unknown>;
  const asked = [...strings(rest.select), ...strings(rest['extend-select'])];
  const left = [...strings(ignore), ...strings(more)];
  const unknown = asked.filter((selector) => !CODES.some((code) => selects(selector, code)));
  const unseen = [...NEED_PATH].filter(
    (code) =>
      textOnly &&
      asked.some((selector) => selects(selector, code)) &&
      !left.some((selector) => selects(selector, code)),
  );
  return [...unknown, ...unseen];
}

/** Whether a rule cannot be judged from the text of a file. */
export function needsPath(code: string): boolean {
  return NEED_PATH.has(code);
}
