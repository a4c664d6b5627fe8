import { creationDiff, unifiedDiff } from './diff.js';
import { editedText } from './edit.js';
import type { Edit, FileText, Left, Plan } from './model.js';
import { byPlace } from './plan.js';

/** The edits of each file, by path. */
export function editsByFile(edits: readonly Edit[]): Map<string, Edit[]> {
  const byFile = new Map<string, Edit[]>();
  for (const edit of edits) {
    const own = byFile.get(edit.path);
    if (own) own.push(edit);
    else byFile.set(edit.path, [edit]);
  }
  return byFile;
}

/**
 * What a plan does as a unified diff that `git apply` takes in the project's root. A file in another encoding than UTF-8
 * cannot be patched as text; what would change in it is shown as remarks, which `git apply` passes over.
 */
export function diffOf({ edits, files }: Plan, texts: ReadonlyMap<string, FileText>): string {
  const parts: [path: string, diff: string][] = files.map(({ path, content }) => [
    path,
    creationDiff(path, content),
  ]);
  for (const [path, own] of editsByFile(edits)) {
    const file = texts.get(path);
    if (file) parts.push([path, ownDiff(file, own)]);
  }
  return parts
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, diff]) => diff)
    .join('');
}

function ownDiff(file: FileText, edits: readonly Edit[]): string {
  // The mark belongs to the first line of the bytes that a patch is held against.
  const marked = file.encoding === 'utf-8' && file.bytes[0] === 0xef ? '\ufeff' : '';
  const diff = unifiedDiff(file.path, marked + file.text, marked + editedText(file.text, edits));
  if (file.encoding === 'utf-8') return diff;
  const remarks = diff
    .split(/\r?\n/)
    .slice(2, -1)
    .map((line) => `#   ${line}\n`);
  return `# ${file.path} is in ${file.encoding.toUpperCase()}, which a patch cannot hold:\n${remarks.join('')}`;
}

/** What was done or would be, and what was left and why, in lines. */
export function planText({ edits, files, left }: Plan, dryRun: boolean): string {
  const done = [...edits, ...files]
    .sort(byPlace)
    .map((one) => [`${placeOf(one)}`, `${one.why} (${one.source})`] as const);
  const changed = new Set([...edits, ...files].map(({ path }) => path)).size;
  const sections: string[] = [];
  if (done.length === 0)
    sections.push(left.length === 0 ? 'There is nothing to mend.\n' : 'Nothing can be mended safely.\n');
  else {
    const verb = dryRun ? 'would be made' : done.length === 1 ? 'was made' : 'were made';
    sections.push(
      `${counted(done.length, 'change')} in ${counted(changed, 'file')} ${verb}:\n${lines(done)}`,
    );
  }
  if (left.length > 0) sections.push(`Left as it is:\n${leftText(left)}`);
  return sections.join('\n');
}

/** What was left, by reason, then by file: many packages share a reason. */
function leftText(left: readonly Left[]): string {
  const reasons = new Map<string, Map<string, string[]>>();
  for (const { path, line, what, why } of left) {
    const files = reasons.get(why) ?? new Map<string, string[]>();
    const items = files.get(path) ?? [];
    items.push(line === undefined ? what : `${what} (line ${line})`);
    reasons.set(why, files.set(path, items));
  }
  return [...reasons]
    .map(
      ([why, files]) =>
        `  ${why}\n${[...files].map(([path, items]) => `    ${path}: ${items.join(', ')}\n`).join('')}`,
    )
    .join('');
}

function placeOf({ path, line }: Pick<Left, 'path' | 'line'>): string {
  return line === undefined ? path : `${path}:${line}`;
}

function lines(rows: readonly (readonly [place: string, words: string])[]): string {
  const width = Math.min(
    40,
    rows.reduce((most, [place]) => Math.max(most, place.length), 0),
  );
  return rows.map(([place, words]) => `  ${place.padEnd(width)}  ${words}\n`).join('');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
