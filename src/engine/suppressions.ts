import type { Project } from '../facts/fact.js';
import { type Files, files as filesFact } from '../facts/files.js';
import type { Python } from '../facts/python/python.js';
import { python as pythonFact } from '../facts/python/python.js';
import { readText } from '../facts/source.js';

/** A comment in the project that accepts findings: `# repro: ignore[seeds/fixed] reason`. */
export interface Suppression {
  file: string;
  /** Where the comment stands; in a notebook the line counts inside the cell. */
  line: number;
  cell?: number | undefined;
  ids: string[];
  reason: string;
  /** The lines it covers, or the whole file. */
  covers: 'file' | readonly number[];
  /** `ignore-file` below code, where it does not hold. */
  misplaced: boolean;
}

/** The largest file that is searched for comments, in bytes. */
const SIZE_LIMIT = 1024 * 1024;
/** How many files are open at once. */
const BATCH = 32;
const MARKER = /repro:\s*ignore(?:-file)?\s*\[/;
const COMMENT = /(?:^|\s)#+\s*repro:\s*ignore(-file)?\s*\[([^\]]*)\](.*)$/;
const PYTHON = /\.(?:py|pyi|ipynb)$/;
/** Files whose comments begin with `#`. */
const HASH_COMMENTS = [
  /(?:^|\/)(?:(?:Dock|Contain)erfile(?:\.[^/]*)?|Makefile|GNUmakefile|Snakefile|Pipfile|[Jj]ustfile)$/,
  /(?:^|\/)\.(?:gitignore|gitattributes|dockerignore|dvcignore|env\.example)$/,
  /(?:require|constraint|dependenc)[^/]*\.(?:txt|in)$/i,
  /\.(?:ya?ml|toml|cfg|sh|bash|zsh|mk|smk|def|dockerfile|R|r|jl|nix)$/,
];

/**
 * Every suppression comment in the project's own files, by path and line. Where a fact cannot be had the checks that
 * need it say so; here the lines of the files are read instead.
 */
export async function suppressions(project: Project): Promise<Suppression[]> {
  const own = await project.get(filesFact).catch(() => undefined);
  if (!own) return [];
  // Where the code is parsed already, its comments are known and its files need no second reading.
  const parsed = await project.known(pythonFact)?.catch(() => undefined);
  const marked = await filesWithMarker(project, own, parsed);
  // Otherwise it is only parsed for this when a Python file holds the marker.
  const python =
    parsed ??
    (marked.some(({ path }) => PYTHON.test(path))
      ? await project.get(pythonFact).catch(() => undefined)
      : undefined);
  return marked.flatMap(
    ({ path, text }) =>
      (PYTHON.test(path) && python && inPython(python, path, text)) ||
      inLines(path, text.split(/\r\n|[\n\r]/)),
  );
}

async function filesWithMarker(
  project: Project,
  { own }: Files,
  parsed: Python | undefined,
): Promise<{ path: string; text: string }[]> {
  const mayHold = (path: string) => {
    const module = PYTHON.test(path) ? parsed?.get(path) : undefined;
    return module ? module.suppressions.length > 0 : true;
  };
  const candidates = own.filter(
    ({ path, kind, size }) =>
      kind === 'file' &&
      size <= SIZE_LIMIT &&
      (PYTHON.test(path) || HASH_COMMENTS.some((name) => name.test(path))) &&
      mayHold(path),
  );
  const found: { path: string; text: string }[] = [];
  for (let at = 0; at < candidates.length; at += BATCH) {
    const texts = await Promise.all(
      candidates.slice(at, at + BATCH).map(async ({ path }) => {
        // A file that cannot be read holds no findings that a comment in it could cover; checks tell of it.
        const text = await readText(project.source, path, SIZE_LIMIT).catch(() => '');
        return { path, text };
      }),
    );
    found.push(...texts.filter(({ text }) => MARKER.test(text)));
  }
  return found;
}

/** The comments as the parser sees them, so that a string that looks like one does not count. */
function inPython(python: Python, path: string, text: string): Suppression[] | undefined {
  const module = python.get(path);
  if (!module) return undefined;
  const cells = module.kind === 'notebook' ? cellLines(text) : undefined;
  const wholeText = text.split(/\r\n|[\n\r]/);
  return module.suppressions.flatMap((comment) => {
    const at = python.at(module, comment.line);
    const lines = at.cell === undefined ? wholeText : (cells?.[at.cell - 1] ?? []);
    return parse(path, comment.text, at.line, lines, at.cell) ?? [];
  });
}

function inLines(path: string, lines: readonly string[]): Suppression[] {
  if (path.endsWith('.ipynb')) return [];
  return lines.flatMap((line, at) => (MARKER.test(line) ? (parse(path, line, at + 1, lines) ?? []) : []));
}

function parse(
  file: string,
  comment: string,
  line: number,
  lines: readonly string[],
  cell?: number,
): Suppression | undefined {
  const [, wholeFile, ids, reason] = COMMENT.exec(comment) ?? [];
  if (ids === undefined || reason === undefined) return undefined;
  const isCode = (text: string) => text.trim() !== '' && !text.trimStart().startsWith('#');
  const covered = [line];
  if (!isCode(lines[line - 1] ?? '')) {
    const next = lines.findIndex((text, at) => at >= line && isCode(text));
    if (next >= 0) covered.push(next + 1);
  }
  return {
    file,
    line,
    cell,
    ids: ids
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
    reason: reason.replace(/^[\s:-]+/, '').trim(),
    covers: wholeFile ? 'file' : covered,
    misplaced: wholeFile !== undefined && ((cell ?? 1) !== 1 || lines.slice(0, line).some(isCode)),
  };
}

/** The source lines of each cell of a notebook (nbformat: `source` is a string or a list of strings). */
function cellLines(text: string): string[][] {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return [];
  }
  const { cells } = notebook as { cells?: unknown };
  if (!Array.isArray(cells)) return [];
  return cells.map((cell: { source?: unknown } | null) => {
    const source = cell?.source;
    return (Array.isArray(source) ? source.map(String).join('') : String(source ?? '')).split('\n');
  });
}
