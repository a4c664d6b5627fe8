import { parse } from 'smol-toml';
import { CannotTell } from '../../errors.js';
import { parseToml, type TomlTable } from './toml.js';

/**
 * Reads TOML for hashing: whole numbers are `bigint`, so that `1` is told from `1.0`. Throws `CannotTell` when it is
 * none, and for keys that the parser leaves out.
 */
export function parseExactToml(text: string): TomlTable {
  if (text.includes('__proto__')) throw new CannotTell('a key named __proto__ cannot be read');
  try {
    return parse(text, { maxDepth: 100, integersAsBigInt: true }) as unknown as TomlTable;
  } catch {
    // It tells what is wrong, and where.
    parseToml(text);
    throw new CannotTell('it is no TOML');
  }
}
