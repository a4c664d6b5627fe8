import { parse as parseToml } from 'smol-toml';
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files, isTest } from '../files.js';
import { readText } from '../source.js';

/** One scalar of a tracked configuration file. */
export interface ConfigEntry {
  file: string;
  line: number;
  /** Keys from the top; indexes of lists as numbers in text. */
  keys: readonly string[];
  value: string | number | boolean | null;
}

const LIMIT_FILES = 1000;
const LIMIT_BYTES = 256 * 1024;
const LIMIT_ENTRIES = 50_000;
const CONFIG = /\.(?:ya?ml|json|toml)$/i;
const NOT_CONFIG =
  /(?:^|\/)(?:\.github|\.gitlab|\.circleci|docs?|node_modules|data|datasets|outputs?|results?|wandb|mlruns)\/|(?:^|\/)(?:package(?:-lock)?\.json|dvc\.lock|pyproject\.toml|poetry\.lock|environment\.ya?ml|mkdocs\.ya?ml|docker-compose[^/]*|\.pre-commit-config\.yaml|mlc_config\.json)$/i;
/** Only files that hold a word that seeds or targets need. */
const WORTH = /seed|determin|benchmark|_target_|class_path|random_state|shuffle|solver/i;

/** The scalars of the project's configuration files (YAML, JSON, TOML) that may hold seeds; a file that does not parse is left out. */
export async function readConfigs(project: Project): Promise<ConfigEntry[]> {
  const { own } = await project.get(files);
  const entries: ConfigEntry[] = [];
  const candidates = own.filter(
    ({ path, size, kind }) =>
      kind === 'file' && size <= LIMIT_BYTES && CONFIG.test(path) && !NOT_CONFIG.test(path) && !isTest(path),
  );
  for (const { path } of candidates.slice(0, LIMIT_FILES)) {
    if (entries.length > LIMIT_ENTRIES) break;
    try {
      const text = await readText(project.source, path, LIMIT_BYTES);
      if (WORTH.test(text)) entries.push(...parseConfig(path, text));
    } catch (error) {
      // A configuration file is only a hint here; the checks of its own format say that it is broken.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return entries;
}

/** The scalars of one file; none when it does not parse. Aliases are not followed. */
export function parseConfig(file: string, text: string): ConfigEntry[] {
  const entries: ConfigEntry[] = [];
  if (file.toLowerCase().endsWith('.toml')) {
    try {
      const lines = text.split('\n');
      flatten(parseToml(text), [], (keys, value) => {
        const key = keys.at(-1) ?? '';
        const line = lines.findIndex((row) => row.trimStart().startsWith(key)) + 1;
        entries.push({ file, line: Math.max(1, line), keys, value });
      });
    } catch {
      return [];
    }
    return entries;
  }
  const lineCounter = new LineCounter();
  const visit = (node: unknown, keys: readonly string[]): void => {
    if (keys.length > 30 || entries.length > LIMIT_ENTRIES) return;
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name === undefined) continue;
        const start = isScalar(key) ? key.range?.[0] : undefined;
        if (isMap(value) || isSeq(value)) visit(value, [...keys, name]);
        else {
          const scalar = isScalar(value) ? value.value : value === null ? null : undefined;
          if (scalar === undefined || !isPlain(scalar)) continue;
          entries.push({
            file,
            line: start === undefined ? 1 : lineCounter.linePos(start).line,
            keys: [...keys, name],
            value: scalar,
          });
        }
      }
    } else if (isSeq(node)) node.items.forEach((item, at) => void visit(item, [...keys, String(at)]));
  };
  try {
    for (const document of parseAllDocuments(text, { lineCounter, logLevel: 'silent' })) {
      if ('contents' in document) visit(document.contents, []);
    }
  } catch {
    return [];
  }
  return entries;
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function flatten(
  value: unknown,
  keys: readonly string[],
  found: (keys: readonly string[], value: string | number | boolean | null) => void,
): void {
  if (keys.length > 30) return;
  if (isPlain(value)) found(keys, value);
  else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, [...keys, key], found);
  }
}

/**
 * What the configuration files say of a dotted key: the entries whose keys end most like it, those of `preferred`
 * files (paths or base names without ending) before others.
 */
export function lookUp(
  entries: readonly ConfigEntry[],
  keys: readonly string[],
  preferred: readonly string[] = [],
): ConfigEntry[] {
  const last = keys.at(-1);
  let best: ConfigEntry[] = [];
  let bestScore = 0;
  for (const entry of entries) {
    if (entry.keys.at(-1) !== last) continue;
    let score = 0;
    for (let back = 1; back <= keys.length && entry.keys.at(-back) === keys.at(-back); back++) score++;
    const stem = entry.file.replace(/\.[^./]+$/, '');
    if (preferred.some((name) => entry.file === name || stem === name || stem.endsWith(`/${name}`)))
      score += 100;
    if (score > bestScore) {
      best = [];
      bestScore = score;
    }
    if (score === bestScore) best.push(entry);
  }
  return best;
}
