import { CannotTell } from '../../errors.js';
import { loadGrammar, pythonParser } from './grammar.js';
import type { PythonModule, SyntaxProblem } from './model.js';
import { NodeArrays } from './node-arrays.js';
import { findProblems } from './problems.js';
import { readBody } from './statements.js';
import { SyntaxTree } from './syntax.js';
import { copyTree, releaseRoom } from './tree-copy.js';

/** How long one file may take, in milliseconds. */
const TIME_LIMIT_MS = 20_000;

const SUPPRESSION = /repro:\s*ignore(?:-file)?\s*\[/;

/**
 * Parses the text of a module, or the joined code of a notebook, whose lines are those of `text`. Never throws for
 * what is in the text: broken code gives `problems` and whatever could still be read. `CannotTell` past 20 s.
 */
export async function parseModule(
  path: string,
  text: string,
  kind: PythonModule['kind'],
): Promise<PythonModule> {
  await loadGrammar();
  return parseLoaded(path, text, kind);
}

/** `parseModule` for a thread in which `loadGrammar` has finished. Throws `CannotTell` past 20 s. */
export function parseLoaded(path: string, text: string, kind: PythonModule['kind']): PythonModule {
  return moduleOf(parseText(path, text, kind));
}

/** A text after the parser is done with it. */
export interface ParsedText {
  path: string;
  kind: PythonModule['kind'];
  /** Good until the next text is parsed in this thread. */
  tree: SyntaxTree;
  problems: SyntaxProblem[];
}

/** The first half of `parseLoaded`: what the parser is needed for. Throws `CannotTell` past 20 s. */
export function parseText(path: string, text: string, kind: PythonModule['kind']): ParsedText {
  const parser = pythonParser();
  const deadline = performance.now() + TIME_LIMIT_MS;
  // The parser knows no lone carriage return as a line break; Python does.
  const source = text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
  const parsed = parser.parse(source, null, { progressCallback: () => performance.now() > deadline });
  if (!parsed) {
    parser.reset();
    throw new CannotTell(`takes longer than ${TIME_LIMIT_MS / 1000} s to parse`);
  }
  try {
    const tree = new SyntaxTree(source, copyTree(parsed, source, SUPPRESSION.test(text)), parsed.language);
    return { path, kind, tree, problems: findProblems(parsed.rootNode, tree, kind) };
  } finally {
    parsed.delete();
  }
}

/** The second half of `parseLoaded`: what stands in the tree. */
export function moduleOf({ path, kind, tree, problems }: ParsedText): PythonModule {
  const body = readBody(tree);
  // What the parser makes of the rest of a broken line is guesswork, and a wrong import has consequences.
  const broken = new Set(problems.filter(({ python2 }) => !python2).map(({ line }) => line));
  if (broken.size > 0) body.imports = body.imports.filter(({ line }) => !broken.has(line));
  const { lineStarts, source } = tree;
  const last = lineStarts[lineStarts.length - 1]!;
  const module: PythonModule = {
    path,
    kind,
    lines: lineStarts.length - (last === source.length ? 1 : 0),
    ...body,
    problems,
    suppressions: suppressionsOf(tree),
    shell: [],
  };
  if (tree.cutAt >= 0) module.cut = tree.lineAt(tree.cutAt);
  releaseRoom();
  return module;
}

/** A parsed text as plain data, which another thread can take. */
export type PackedText = Omit<ParsedText, 'tree'> &
  Pick<SyntaxTree, 'source' | 'comments' | 'cutAt'> & { nodes: ArrayBuffer };

export function pack({ path, kind, tree, problems }: ParsedText): PackedText {
  const { source, comments, cutAt } = tree;
  return { path, kind, problems, source, comments, cutAt, nodes: tree.pack() };
}

/** The text that was packed, perhaps by another thread. `loadGrammar` must have finished in this one. */
export function unpack({ path, kind, problems, source, comments, cutAt, nodes }: PackedText): ParsedText {
  const { language } = pythonParser();
  if (!language) throw new Error('the parser has no language');
  const tree = new SyntaxTree(source, { nodes: new NodeArrays(nodes), comments, cutAt }, language);
  return { path, kind, tree, problems };
}

function suppressionsOf(tree: SyntaxTree): PythonModule['suppressions'] {
  const found: PythonModule['suppressions'] = [];
  const { comments, source } = tree;
  for (let at = 0; at < comments.length; at += 2) {
    const text = source.slice(comments[at], comments[at + 1]);
    if (SUPPRESSION.test(text)) found.push({ text, line: tree.lineAt(comments[at]!) });
  }
  return found;
}
