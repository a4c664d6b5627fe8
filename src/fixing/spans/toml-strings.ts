import { scanToml } from '../../facts/formats/toml-scan.js';

/** One single-line string of a TOML file that holds no escapes. */
export interface TomlString {
  /** The keys that lead to it; the place in an array is left out. */
  path: readonly string[];
  value: string;
  /** Where its content begins, after the quote. */
  offset: number;
}

/** The strings of a TOML file with their keys and offsets, which parsers do not tell. */
export function tomlStrings(text: string): TomlString[] {
  const out: TomlString[] = [];
  scanToml(text, {
    string(path, value, offset) {
      out.push({ path: path.filter((step) => typeof step === 'string'), value, offset });
    },
  });
  return out;
}
