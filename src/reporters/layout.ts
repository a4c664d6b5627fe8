// Text for a terminal: safe, measured in columns, wrapped.

const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/**
 * What a CI server would obey in the log of a job. GitHub's runner reads `::name` where a line begins, after any space,
 * and `##[name]` anywhere (actions/runner, ActionCommand.cs); Azure and TeamCity have forms of their own.
 */
const COMMAND = /(?<=^|\s)::(?=[\w-])|##(?=\[|vso\[|teamcity\[)/gi;

/**
 * Text from a project with everything that could move the cursor, reorder or hide text, or command the CI server that
 * keeps the log, replaced by its visible form (`\n`, `\x1b`, `\u202e`, `\x3a:`): control characters, line separators,
 * bidirectional marks, zero-width characters, the beginnings of workflow commands.
 */
export function visible(text: string): string {
  return escaped(text).replace(COMMAND, (marks) => (marks === '::' ? '\\x3a:' : '#\\x23'));
}

function escaped(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const named = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    if (named) return named;
    const code = character.codePointAt(0) ?? 0;
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The first `most` characters of a text, with an ellipsis where it is cut. Surrogates stay in pairs. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Signs of print that have a form in ASCII; anything else is shown by its number. */
const PRINTED: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '×': 'x',
  '→': '->',
  '≤': '<=',
  '≥': '>=',
};

/** Text in ASCII alone: signs of print in their plain form, other characters as `\xe9`, `\u65e5`, `\u{1f389}`. */
export function inAscii(text: string): string {
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    const numbered =
      code.length > 4 ? `\\u{${code}}` : code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code}`;
    return PRINTED[character] ?? numbered;
  });
}

/** A report, or what else is shown, with every text in it made visible, so that no place where one is shown can forget to. */
export function shownThroughout<T>(given: T, { ascii }: { ascii?: boolean | undefined } = {}): T {
  return JSON.parse(JSON.stringify(given), (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    return ascii ? inAscii(visible(value)) : visible(value);
  });
}

/** Columns that text takes on a terminal: none for combining marks, two for wide characters and emoji (Unicode TR 11). */
export function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Whether text takes at most so many columns; looks no further than it has to. */
function fits(text: string, room: number): boolean {
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > room) return false;
  }
  return true;
}

function columnsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^(?:\p{Mn}|\p{Me}|\ufe0f)$/u.test(character)) return 0;
  return isWide(code) ? 2 : 1;
}

const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x2614, 0x2615],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x274c, 0x274c],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f000, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(code: number): boolean {
  return code >= 0x1100 && WIDE.some(([from, to]) => code >= from && code <= to);
}

/** Text filled up with spaces to a width in columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/**
 * Lines of at most `width` columns, broken at spaces; a word that is longer is broken where it must be, after a
 * slash where that is possible. `first` begins the first line, `rest` the others.
 */
export function wrap(text: string, width: number, first = '', rest = ' '.repeat(columns(first))): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const flush = () => {
    lines.push(line.trimEnd());
    line = rest;
    empty = true;
  };
  for (const word of text.split(/ +/).filter(Boolean)) {
    let left = word;
    while (left !== '') {
      const room = width - columns(line) - (empty ? 0 : 1);
      if (fits(left, room)) {
        line += (empty ? '' : ' ') + left;
        empty = false;
        break;
      }
      if (!empty && fits(left, width - columns(rest))) {
        flush();
        continue;
      }
      if (!empty && room < 12) {
        flush();
        continue;
      }
      const head = breakable(left, Math.max(1, room));
      line += (empty ? '' : ' ') + head;
      left = left.slice(head.length);
      flush();
    }
  }
  if (!empty || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** The longest start of a word that fits, preferably one that ends after a slash. */
function breakable(word: string, room: number): string {
  let head = '';
  let width = 0;
  for (const character of word) {
    width += columnsOf(character);
    if (head !== '' && width > room) break;
    head += character;
  }
  // No line may begin with two colons, which a CI server would read as a command.
  if (head.length > 1 && word.startsWith('::', head.length)) head = head.slice(0, -1);
  const slash = head.lastIndexOf('/');
  return slash > head.length / 2 ? head.slice(0, slash + 1) : head;
}
