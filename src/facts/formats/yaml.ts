import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { CannotTell } from '../../errors.js';
import { hasMoreParts } from '../../yaml-parts.js';

/** A YAML text that does not parse, with the line. */
export class YamlProblem extends CannotTell {
  constructor(message: string, line: number | undefined) {
    super(message, { line });
  }
}

/** A YAML file as its nodes, with their lines. */
export interface YamlText {
  document: Document.Parsed;
  line(node: unknown): number;
  /** The plain data. Throws `CannotTell` when aliases multiply beyond measure. */
  data(): unknown;
}

/** Nesting that no real file has; the parser is recursive. */
const DEEPEST = 200;
/** Lines and commas that no real file has: ten times as many take all memory of the parser. */
const MOST_PARTS = 500_000;

/** Reads the first document of a YAML text. Throws `CannotTell` when it does not parse. */
export function parseYaml(text: string): YamlText {
  if (tooDeep(text)) throw new YamlProblem('it is nested too deeply', undefined);
  if (hasMoreParts(text, MOST_PARTS))
    throw new YamlProblem(`it has more than ${MOST_PARTS} lines or items`, undefined);
  const counter = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: counter,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: 'silent',
    });
  } catch (error) {
    throw new YamlProblem(error instanceof Error ? error.message : String(error), undefined);
  }
  const [error] = document.errors.filter(({ code }) => code !== 'MULTIPLE_DOCS');
  if (error) throw new YamlProblem(error.message.split('\n', 1)[0]!, counter.linePos(error.pos[0]).line);
  return {
    document,
    line(node) {
      const start = (node as Node | undefined)?.range?.[0];
      return start === undefined ? 1 : counter.linePos(start).line;
    },
    data() {
      try {
        return document.toJS({ maxAliasCount: 100 });
      } catch (error) {
        throw new YamlProblem(error instanceof Error ? error.message : String(error), undefined);
      }
    },
  };
}

/** The items of a sequence node; empty for anything else. */
export function itemsOf(node: unknown): unknown[] {
  return isSeq(node) ? node.items : [];
}

/** Key and value nodes of a mapping node whose keys are plain. */
export function entriesOf(node: unknown): { key: string; keyNode: unknown; value: unknown }[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) =>
    isScalar(key) ? [{ key: String(key.value), keyNode: key, value }] : [],
  );
}

/** The value of a key of a mapping node. */
export function childOf(node: unknown, key: string): unknown {
  return entriesOf(node).find((entry) => entry.key === key)?.value;
}

/** The text of a scalar node, as written for numbers (`3.10` stays `3.10`). */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function tooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > DEEPEST) return true;
    } else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--;
    // Unquoted brackets in prose do not nest over lines that end a block.
    else if (code === 0x0a && text[at + 1] !== ' ' && text[at + 1] !== '[' && text[at + 1] !== '{') depth = 0;
  }
  return /^(?:[-?] ){200}/m.test(text) || /^ {4000}/m.test(text);
}
