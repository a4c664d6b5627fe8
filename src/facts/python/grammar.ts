import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { type Binding, bindingIn, Cursor } from './cursor.js';

let ready: Promise<void> | undefined;
let parser: Parser | undefined;
let binding: Binding | undefined;

/** Loads the parser and the Python grammar, once a thread. */
export function loadGrammar(): Promise<void> {
  ready ??= load();
  return ready;
}

/** The loaded parser. Throws when `loadGrammar` has not finished. */
export function pythonParser(): Parser {
  if (!parser) throw new Error('the Python grammar is not loaded');
  return parser;
}

/** A cursor at the root of a tree of the loaded parser. */
export function walkThrough(tree: Tree): Cursor {
  if (!binding) throw new Error('the Python grammar is not loaded');
  return new Cursor(binding, tree);
}

async function load(): Promise<void> {
  const wasmBinary = await readFile(find('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'));
  const options = { wasmBinary };
  await Parser.init(options);
  binding = bindingIn(options);
  const grammar = find('tree-sitter-python.wasm', 'tree-sitter-python/tree-sitter-python.wasm');
  parser = new Parser().setLanguage(await Language.load(await readFile(grammar)));
}

/** Next to the bundle, or in its package when run from the sources. */
function find(bundled: string, packaged: string): string {
  const beside = fileURLToPath(new URL(`./${bundled}`, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(packaged);
}
