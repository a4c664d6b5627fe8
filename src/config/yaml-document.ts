import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
  type Document as YamlDocument,
} from 'yaml';
import type { Document, Path, Position } from './document.js';
import { configError } from './mistakes.js';

/** How often aliases may repeat what they stand for: enough for people, too little for a bomb. */
const MOST_ALIASES = 100;

/** Reads a YAML config. Throws `UserError` with every syntax error and its place. */
export function yamlDocument(file: string, text: string): Document {
  const counter = new LineCounter();
  const place = (start: number, end: number): Position => {
    const { line, col } = counter.linePos(start);
    const lineEnd = text.slice(start, end).search(/[\r\n]/);
    return {
      line: Math.max(1, line),
      column: Math.max(1, col),
      length: Math.max(1, lineEnd < 0 ? end - start : lineEnd),
    };
  };

  let documents: YamlDocument.Parsed[];
  try {
    const parsed = parseAllDocuments(text, {
      lineCounter: counter,
      prettyErrors: false,
      uniqueKeys: true,
      version: '1.2',
      schema: 'core',
      merge: false,
      logLevel: 'silent',
    });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw configError(file, text, [{ message: 'is nested too deeply' }]);
  }
  const document = documents[0];
  const mistakes = documents.flatMap(({ errors, warnings }) =>
    [...errors, ...warnings].map(({ message, pos }) => ({
      message: wording(message),
      at: place(pos[0], pos[1]),
    })),
  );
  if (mistakes.some(({ message }) => message.startsWith('maximum call stack'))) {
    throw configError(file, text, [{ message: 'is nested too deeply' }]);
  }
  const second = documents[1];
  if (second && mistakes.length === 0) {
    mistakes.push({ message: 'holds more than one document', at: place(second.range[0], second.range[0]) });
  }
  if (mistakes.length > 0) throw configError(file, text, mistakes);
  if (!document) return { file, text, value: undefined, locate: () => undefined, written: () => undefined };

  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return;
      throw configError(file, text, [
        { message: 'a key must be text', at: key.range ? place(key.range[0], key.range[1]) : undefined },
      ]);
    },
  });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (error instanceof RangeError) throw configError(file, text, [{ message: 'is nested too deeply' }]);
    // How the library refuses an alias bomb and an alias of something that does not exist.
    if (!(error instanceof ReferenceError)) throw error;
    const message = `uses aliases in a way that is refused: ${error.message}`;
    throw configError(file, text, [{ message }]);
  }

  const follow = (path: Path): { key?: Node | undefined; node?: Node | undefined } => {
    let found: { key?: Node | undefined; node?: Node | undefined } = { node: document.contents ?? undefined };
    for (const step of path) {
      const next = child(document, found.node, step);
      if (!next) return found;
      found = next;
    }
    return found;
  };
  return {
    file,
    text,
    value,
    locate(path, key = false) {
      const { key: keyNode, node } = follow(path);
      const range = ((key || !node ? keyNode : undefined) ?? node ?? keyNode)?.range;
      return range ? place(range[0], range[1]) : undefined;
    },
    written(path) {
      const { node } = follow(path);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

function child(
  document: YamlDocument.Parsed,
  parent: Node | undefined,
  step: string | number,
): { key?: Node; node?: Node } | undefined {
  const target = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(target)) {
    const item = target.items[Number(step)];
    return isNode(item) ? { node: item } : undefined;
  }
  if (!isMap(target)) return undefined;
  const pair = target.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (!pair) return undefined;
  return {
    ...(isNode(pair.key) && { key: pair.key }),
    ...(isNode(pair.value) && { node: pair.value }),
  };
}

/** The library's message without its closing stop, in our words where they are clearer. */
function wording(message: string): string {
  if (message === 'Map keys must be unique') return 'this key stands here twice';
  return message.replace(/\.$/, '').replace(/^./, (letter) => letter.toLowerCase());
}
