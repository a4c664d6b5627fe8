import { scanToml, type TomlStep } from './toml-scan.js';

/** Nobody asks for a deeper path; a key of thousands of parts would cost their square. */
const DEEPEST = 16;

/**
 * The line of each header, key and array item of a TOML text that parses, by the path to it (an item's last part is its
 * index); the first one counts.
 */
export function tomlLines(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  scanToml(text, {
    place({ path, before, line }) {
      for (let depth = before + 1; depth <= Math.min(path.length, DEEPEST); depth++) {
        const key = pathKey(path.slice(0, depth));
        if (!lines.has(key)) lines.set(key, line);
      }
    },
  });
  return lines;
}

/** The key under which `tomlLines` keeps a path. */
export function pathKey(path: readonly TomlStep[]): string {
  return JSON.stringify(path.map(String));
}
