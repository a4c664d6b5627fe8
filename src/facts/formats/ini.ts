import type { Problem } from './manifest.js';

/** A value of an INI file; each line of a multi-line value with its own line number. */
export interface IniValue {
  text: string;
  line: number;
  lines: readonly { text: string; line: number }[];
}

export interface IniText {
  /** Section, then key in lower case. */
  sections: Map<string, Map<string, IniValue>>;
  problems: Problem[];
}

/**
 * Reads an INI file as Python's configparser does by default: `=` or `:` delimiters, `#` and `;` comments on lines of
 * their own, indented continuation lines. Source: https://docs.python.org/3/library/configparser.html.
 */
export function parseIni(text: string): IniText {
  const out: IniText = { sections: new Map(), problems: [] };
  let section: Map<string, IniValue> | undefined;
  let lines: { text: string; line: number }[] | undefined;
  let indent = 0;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const line = index + 1;
    const content = whole.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    const depth = whole.search(/\S/);
    if (lines && depth > indent) {
      lines.push({ text: content, line });
      continue;
    }
    lines = undefined;
    const header = /^\[([^\]]+)\]/.exec(content);
    if (header) {
      section = out.sections.get(header[1]!) ?? new Map();
      out.sections.set(header[1]!, section);
      continue;
    }
    const at = content.search(/[=:]/);
    const key = (at < 0 ? content : content.slice(0, at)).trim().toLowerCase();
    if (!section || key === '') {
      out.problems.push({
        message: section ? 'a line without a key' : 'a line before the first [section]',
        line,
      });
      continue;
    }
    const first = at < 0 ? '' : content.slice(at + 1).trim();
    lines = first === '' ? [] : [{ text: first, line }];
    const value: IniValue = {
      text: first,
      line,
      lines,
    };
    indent = depth;
    section.set(key, value);
  }
  return out;
}
