/** What JSON may hold as it is, but a terminal, a viewer of code or the log of a CI server would obey or hide. */
const UNSAFE =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|##(?=\[|vso\[|teamcity\[)/gi;

/**
 * A value as indented JSON in which every character that could reorder or hide text, or begin a command of a CI server, is
 * escaped; a parser gets the value back as it was. Unpaired surrogates are escaped by `JSON.stringify` itself.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(UNSAFE, (marks) =>
    marks === '##' ? '\\u0023#' : `\\u${marks.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
