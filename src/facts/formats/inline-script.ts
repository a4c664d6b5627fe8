/** The metadata block of a single-file script. */
export interface InlineScript {
  /** TOML, one line a line of the block. */
  toml: string;
  /** The line of the script on which the first line of the TOML stands. */
  line: number;
}

/**
 * Finds the `# /// script` block of a Python file; undefined when there is none, or more than one.
 * Source: PEP 723, and https://packaging.python.org/en/latest/specifications/inline-script-metadata/
 */
export function findInlineScript(code: string): InlineScript | undefined {
  const lines = code.split(/\r\n|\n|\r/);
  const blocks: InlineScript[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!/^# \/\/\/ script\s*$/.test(lines[at]!)) continue;
    let end = at + 1;
    let closed = -1;
    // Up to the last closing line of the run of comments.
    for (; end < lines.length && /^#(?: |$)/.test(lines[end]!); end++) {
      if (/^# \/\/\/\s*$/.test(lines[end]!)) closed = end;
    }
    if (closed < 0) continue;
    const content = lines.slice(at + 1, closed).map((line) => line.slice(line.startsWith('# ') ? 2 : 1));
    blocks.push({ toml: content.join('\n'), line: at + 2 });
    at = closed;
  }
  return blocks.length === 1 ? blocks[0] : undefined;
}
