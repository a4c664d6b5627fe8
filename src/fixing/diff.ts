/** Lines that a hunk shows around a change, as git does. */
const CONTEXT = 3;

/**
 * A unified diff of two texts with the same number of lines, which `git apply` and `patch -p1` take in the project's
 * root. A missing newline at the end is told as both tools want it.
 * Source: POSIX, "diff", Unified Format; git, Documentation/diff-format.txt.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  const changed = old.flatMap((line, at) => (line === now[at] ? [] : [at]));
  const hunks: [from: number, to: number][] = [];
  for (const at of changed) {
    const last = hunks.at(-1);
    const [from, to] = [Math.max(0, at - CONTEXT), Math.min(old.length, at + CONTEXT + 1)];
    if (last && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  if (hunks.length === 0) return '';
  const body = hunks.map(([from, to]) => {
    const lines: string[] = [];
    const range = `${from + 1}${to - from === 1 ? '' : `,${to - from}`}`;
    // Removed lines stand before added ones within a block of changes.
    let added: string[] = [];
    for (let at = from; at < to; at++) {
      if (old[at] === now[at]) {
        for (const line of added) lines.push(line);
        lines.push(shown(' ', old[at]!));
        added = [];
      } else {
        lines.push(shown('-', old[at]!));
        added.push(shown('+', now[at]!));
      }
    }
    return `@@ -${range} +${range} @@\n${[...lines, ...added].join('')}`;
  });
  return `--- ${name('a', path)}\n+++ ${name('b', path)}\n${body.join('')}`;
}

/** The diff that creates a file. */
export function creationDiff(path: string, content: string): string {
  const lines = linesOf(content);
  return `--- /dev/null\n+++ ${name('b', path)}\n@@ -0,0 +1${lines.length === 1 ? '' : `,${lines.length}`} @@\n${lines
    .map((line) => shown('+', line))
    .join('')}`;
}

/** Lines with their line feeds; the last one may lack it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function shown(mark: string, line: string): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;
}

/** A name as git writes it: quoted when it would be misread, with a tab after it when it holds a space. */
function name(side: string, path: string): string {
  const whole = `${side}/${path}`;
  if (/["\\\u0000-\u001f\u007f]/.test(whole)) {
    const bytes = [...Buffer.from(whole)].map((byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\${byte.toString(8).padStart(3, '0')}`,
    );
    return `"${bytes.join('')}"`;
  }
  return whole.includes(' ') ? `${whole}\t` : whole;
}
