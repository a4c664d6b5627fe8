import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import { type Command, readCommands } from '../commands.js';
import { textOf, type YamlText } from '../formats/yaml.js';

/** Nodes of one file that are visited. */
const MOST = 50_000;

/** A scalar of a YAML file, with its key and the keys above it. */
export interface Scalar {
  key: string;
  path: readonly string[];
  text: string;
  /** The line of its first line of content. */
  line: number;
}

/** Every scalar of a YAML document; aliases are not followed, since their anchor is visited where it stands. */
export function scalarsOf(yaml: YamlText): Scalar[] {
  const out: Scalar[] = [];
  const queue: { node: unknown; path: readonly string[] }[] = [{ node: yaml.document.contents, path: [] }];
  for (let at = 0; at < queue.length && at < MOST; at++) {
    const { node, path } = queue[at]!;
    if (isAlias(node)) continue;
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (isScalar(key)) queue.push({ node: value, path: [...path, String(key.value)] });
      }
    } else if (isSeq(node)) for (const item of node.items) queue.push({ node: item, path });
    else if (isScalar(node)) {
      const text = textOf(node);
      const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
      if (text !== undefined)
        out.push({ key: path.at(-1) ?? '', path, text, line: yaml.line(node) + (block ? 1 : 0) });
    }
  }
  return out.sort((a, b) => a.line - b.line);
}

/** The commands in scalars whose key is one of these. */
export function commandsUnder(scalars: readonly Scalar[], keys: RegExp): Command[] {
  return scalars
    .filter(
      ({ key, path }) =>
        keys.test(key) || (path.length > 1 && keys.test(path.at(-2)!) && /^(?:command|cmd)$/.test(key)),
    )
    .flatMap(({ text, line }) => readCommands(text, line));
}
