import { parse } from 'smol-toml';
import { CannotTell } from '../../errors.js';
import { parseToml, type TomlTable } from './toml.js';

/**
 * Reads TOML for hashing: whole numbers are `bigint`, so that `1` is told from `1.0`. Throws `CannotTell` when it is
 * none, and for keys that the parser leaves out.
 */
export function parseExactToml(text: string): TomlTable {
  parseToml(text);
  if (text.includes('__proto__')) throw new CannotTell('a key named __proto__ cannot be read');
  return parse(text, { maxDepth: 100, integersAsBigInt: true }) as unknown as TomlTable;
}
