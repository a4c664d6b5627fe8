import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

let ready: Promise<void> | undefined;
let parser: Parser | undefined;

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

async function load(): Promise<void> {
  const wasmBinary = await readFile(find('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'));
  await Parser.init({ wasmBinary });
  const grammar = find('tree-sitter-python.wasm', 'tree-sitter-python/tree-sitter-python.wasm');
  parser = new Parser().setLanguage(await Language.load(await readFile(grammar)));
}

/** Next to the bundle, or in its package when run from the sources. */
function find(bundled: string, packaged: string): string {
  const beside = fileURLToPath(new URL(`./${bundled}`, import.meta.url));
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(packaged);
}
