/** Signs of shell, of usage lines and of templates. */
const SIGNS = /[<>${}*?"'`()|,;!%\\…[\]]|\.\.\.|^~/;
const NAMES =
  /(?:^|[/_-])(?:path[/_-]to|your|my[_-]\w+|\w*of_?choice|test_(?:file|module|something)|xxx?|foo|bar|some|example[_-]script|whatever|custom_\w+|\w+_name)(?:[/_.-]|$)/i;
/** Documents and guides whose names are written in capitals. */
const CAPITAL_FILES = /^(?:README|LICENSE|TRAIN|MODEL_ZOO|INSTALL)/;

/** Whether a word stands for something else: `<path>`, `$NAME`, `{x}`, `path/to/x`, `...`, `[--opt]`, `*.py`, `SCRIPT.py`. */
export function isPlaceholder(word: string): boolean {
  if (word.length > 500 || SIGNS.test(word) || NAMES.test(word)) return true;
  const parts = word.split('/');
  const last = parts.pop() ?? '';
  if (parts.some((part) => /^[A-Z][A-Z_]+$/.test(part))) return true;
  return /^(?:[A-Z_]{2,}|X+|N)(?:\.\w+)?$/.test(last) && !CAPITAL_FILES.test(last);
}
