/** Linters whose rules share a prefix of selectors. Source: ruff, "Rules": Pylint. */
const FAMILIES = ['PL'];

/** Whether a selector of ruff or flake8 names a rule: `E`, `E5`, `E501`, `ALL`; `S` does not mean `SIM101`. */
export function selects(selector: string, code: string): boolean {
  if (selector === 'ALL') return true;
  if (!code.startsWith(selector)) return false;
  const letters = (text: string) => /^[A-Z]*/.exec(text)![0];
  return letters(selector) === letters(code) || FAMILIES.includes(selector);
}

/** Words of a list in an INI file that are selectors: codes, be they separated by commas, spaces or lines. */
export function codesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => /^[A-Z][A-Z0-9]*$/.test(word));
}
