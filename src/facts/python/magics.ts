/** The code of a cell as Python, line for line, and the shell and package lines that were taken out. */
export interface PlainCell {
  lines: string[];
  /** `line` counts from 0 within the cell. */
  shell: { text: string; line: number }[];
  /** What `%run` runs, as written. */
  runs: { target: string; line: number; asMain: boolean }[];
  /** The file that the cell writes instead of being run. */
  file?: { name: string; lines: string[]; line: number };
}

/** Cell magics whose body is Python. Source: IPython, "Built-in magic commands"; memory_profiler, ipyparallel, wandb. */
const PYTHON_BODY = new Set(
  'time timeit capture prun memit mprun px autopx wandb python python3 debug profile lprun heat snakeviz'.split(
    ' ',
  ),
);
const SHELL_BODY = new Set(['bash', 'sh', 'script', 'zsh', 'shell', '!', 'system', 'sx']);
/** Line magics whose argument is a Python statement. */
const PYTHON_LINE = /^%(?:time|timeit|prun|memit)\b((?:\s+-[a-zA-Z]+(?:\s*\d+)?)*)\s*(.*)$/;
/** Source: IPython, "%run": options, then a file. */
const RUNS = /^\s*%run((?:\s+-[a-zA-Z]\S{0,20}){0,8})\s+("[^"]{1,300}"|'[^']{1,300}'|[^\s"'-]\S{0,300})/;
/** Source: IPython, "%%writefile". A file that is added to is not known whole. */
const WRITES = /^%%\s*(?:writefile|file)\s+("[^"]{1,300}"|'[^']{1,300}'|[^\s"'-]\S{0,300})\s*$/;
/** Line magics that are commands of package managers. */
const PACKAGE_LINE = /^%(?:pip|conda|mamba|micromamba|uv)\s/;
/** What IPython runs without a mark: package managers and a few shell commands. */
const AUTOMAGIC =
  /^(?:(?:pip3?|conda|mamba|uv) (?:install|uninstall|list|freeze|show|update|upgrade|create|env|pip|add)\b|(?:cd|ls|ll|cat|mkdir|rmdir|rm|cp|mv|man|pwd) +(?!(?:in|is|and|or|if|for|not|else)\b)[\w./~$"'-])/;
/** What stands before the equals sign of `files = !ls`: names, attributes, subscripts. An equals sign in a string is none. */
const TARGETS =
  /^\(?[\w.*]{1,200}(?:\[[^[\]]{0,200}\])?(?:\s*,\s*[\w.*]{1,200}(?:\[[^[\]]{0,200}\])?){0,50}\s*,?\s*\)?\s*$/;
const HELP = /^(?:\?{1,2}\s*[\w.%*]+|[\w.%*]+(?:\[[\w'"]*\])?\?{1,2})\s*;?\s*$/;

/**
 * Takes IPython's own syntax out of a cell: magics, shell lines and help, with Python that means nothing in their place, so
 * that line numbers stay.
 */
export function plainCell(source: string): PlainCell {
  const lines = source.split(/\r\n|\r|\n/);
  const shell: PlainCell['shell'] = [];
  const runs: PlainCell['runs'] = [];
  const head = lines.findIndex((line) => line.trim() !== '');
  const text = lines[head] ?? '';
  const magic = /^%%\s*([\w!]+)/.exec(text)?.[1];
  if (magic !== undefined) {
    lines[head] = '';
    if (!PYTHON_BODY.has(magic)) {
      const name = WRITES.exec(text)?.[1]?.replace(/^(['"])(.*)\1$/, '$2');
      const file = name === undefined ? undefined : { name, lines: lines.slice(head + 1), line: head + 1 };
      for (let at = head + 1; at < lines.length; at++) {
        if (SHELL_BODY.has(magic) && lines[at]!.trim() !== '')
          shell.push({ text: lines[at]!.trim(), line: at });
        lines[at] = '';
      }
      return { lines, shell, runs, ...(file ? { file } : {}) };
    }
  }
  const state = new LineState();
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const ran = state.atStatement ? RUNS.exec(line) : null;
    if (ran?.[2] !== undefined) {
      const asMain = !/(?:^|\s)-n\b/.test(ran[1] ?? '');
      runs.push({ target: ran[2].replace(/^(['"])(.*)\1$/, '$2'), line: at, asMain });
    }
    const mended = state.atStatement ? mend(line) : undefined;
    if (mended) {
      lines[at] = mended.code;
      let command = mended.shell;
      let last = line;
      const first = at;
      while (last.trimEnd().endsWith('\\') && at + 1 < lines.length) {
        last = lines[++at]!;
        lines[at] = '';
        command = command?.replace(/\\\s*$/, '').concat(last.trim());
      }
      if (command !== undefined) shell.push({ text: command.trim(), line: first });
    }
    // The mended line itself is Python again, and may open a bracket.
    if (!mended || mended.shell === undefined) state.pass(lines[at]!);
  }
  return { lines, shell, runs };
}

/** The Python to put in place of a line of IPython's; undefined for a line that is Python. */
function mend(line: string): { code: string; shell?: string } | undefined {
  const text = line.trimStart();
  const indent = line.slice(0, line.length - text.length);
  if (HELP.test(text)) return { code: `${indent}pass` };
  if (text.startsWith('%')) {
    const timed = PYTHON_LINE.exec(text)?.[2];
    if (timed !== undefined) return { code: `${indent}${timed || 'pass'}` };
    if (PACKAGE_LINE.test(text)) return { code: `${indent}pass`, shell: text.slice(1) };
    return { code: `${indent}pass` };
  }
  if (text.startsWith('!')) return { code: `${indent}pass`, shell: text.replace(/^!+/, '') };
  if (AUTOMAGIC.test(text)) return { code: `${indent}pass`, shell: text };
  const equals = text.indexOf('=');
  const right = equals < 0 ? '' : text.slice(equals + 1).trimStart();
  if (/^[!%]/.test(right) && TARGETS.test(text.slice(0, equals))) {
    const code = `${indent}${text.slice(0, equals)}= None`;
    return right.startsWith('!') ? { code, shell: right.slice(1) } : { code };
  }
  return undefined;
}

/** Follows brackets, strings and continued lines, to know which lines begin a statement. */
class LineState {
  #depth = 0;
  /** The quotes that end the open triple-quoted string. */
  #quotes = '';
  #continued = false;

  get atStatement(): boolean {
    return this.#depth === 0 && this.#quotes === '' && !this.#continued;
  }

  pass(line: string): void {
    this.#continued = false;
    for (let at = 0; at < line.length; at++) {
      const char = line[at]!;
      if (this.#quotes !== '') {
        if (char === '\\') at++;
        else if (line.startsWith(this.#quotes, at)) {
          at += this.#quotes.length - 1;
          this.#quotes = '';
        }
      } else if (char === '#') break;
      else if (char === '"' || char === "'") {
        this.#quotes = line.startsWith(char.repeat(3), at) ? char.repeat(3) : char;
        at += this.#quotes.length - 1;
      } else if ('([{'.includes(char)) this.#depth++;
      else if (')]}'.includes(char)) this.#depth = Math.max(0, this.#depth - 1);
      else if (char === '\\' && at === line.length - 1) this.#continued = true;
    }
    // A string in single quotes ends with its line, unless the line is continued.
    if (this.#quotes.length === 1) {
      if (line.endsWith('\\')) this.#continued = true;
      else this.#quotes = '';
    }
  }
}
