import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files, isTest } from '../files.js';
import { parseIni } from '../formats/ini.js';
import { parseToml } from '../formats/toml.js';
import { once } from '../once.js';
import { readText } from '../source.js';

type Plain = string | number | boolean | null;

/** One scalar of a tracked configuration file; without keys, it only says that the file is there. */
export interface ConfigEntry {
  file: string;
  line: number;
  /** Keys from the top; indexes of lists as numbers in text. */
  keys: readonly string[];
  value: Plain;
}

const LIMIT_FILES = 1000;
const LIMIT_BYTES = 256 * 1024;
const LIMIT_ENTRIES = 50_000;
const LIMIT_DEPTH = 30;
const CONFIG = /\.(?:ya?ml|json|toml|gin|ini|cfg|conf)$|(?:^|\/)\.env$/i;
const NOT_CONFIG =
  /(?:^|\/)(?:\.github|\.gitlab|\.circleci|\.vscode|\.hydra|docs?|node_modules|data|datasets|outputs?|results?|logs?|lightning_logs|checkpoints?|wandb|mlruns|multirun)\/|(?:^|\/)(?:package(?:-lock)?\.json|dvc\.lock|pyproject\.toml|poetry\.lock|setup\.cfg|tox\.ini|pytest\.ini|mypy\.ini|alembic\.ini|environment\.ya?ml|mkdocs\.ya?ml|docker-compose[^/]*|\.pre-commit-config\.yaml|mlc_config\.json)$/i;
/** Only files that hold a word that seeds, targets or hyperparameters need are taken apart. */
const WORTH =
  /seed|determin|benchmark|_target_|class_path|random_state|shuffle|solver|^defaults:|learning_rate|\blr\b|epoch|batch|estimators|depth|weight_decay|optimi[sz]er|hidden|dropout/im;
/** Small ones also where they name a file of data. */
const NAMES_DATA = /\.(?:csv|tsv|parquet|feather|jsonl|np[yz]|h5|hdf5|mat|xlsx?|tfrecords?|zip|tar|t?gz)\b/i;
const LIMIT_NAMING = 16 * 1024;

/** The scalars of the project's configuration files (YAML, JSON, TOML, INI, gin, .env) that may hold seeds or name data; a file that does not parse is left out. */
export async function readConfigs(project: Project): Promise<ConfigEntry[]> {
  const { own } = await project.get(files);
  const entries: ConfigEntry[] = [];
  const candidates = own.filter(
    ({ path, size, kind }) =>
      kind === 'file' && size <= LIMIT_BYTES && CONFIG.test(path) && !NOT_CONFIG.test(path) && !isTest(path),
  );
  for (const { path } of candidates.slice(0, LIMIT_FILES)) {
    if (entries.length > LIMIT_ENTRIES) break;
    entries.push({ file: path, line: 1, keys: [], value: null });
    try {
      const text = await readText(project.source, path, LIMIT_BYTES);
      if (WORTH.test(text) || (text.length <= LIMIT_NAMING && NAMES_DATA.test(text)))
        entries.push(...parseConfig(path, text));
    } catch (error) {
      // A configuration file is only a hint here; the checks of its own format say that it is broken.
      if (!(error instanceof CannotTell)) throw error;
    }
  }
  return entries;
}

/** The scalars of one file; none when it does not parse. Aliases are followed to scalars only. */
export function parseConfig(file: string, text: string): ConfigEntry[] {
  const entries: ConfigEntry[] = [];
  const add = (keys: readonly string[], value: Plain, line: number) => {
    if (entries.length <= LIMIT_ENTRIES) entries.push({ file, line, keys, value });
  };
  const ending = /\.(\w+)$/.exec(file.toLowerCase())?.[1];
  if (ending === 'toml') tomlEntries(text, add);
  else if (ending === 'gin') lineEntries(text, /^([\w./@]+)\s*=\s*(.+)$/, add);
  else if (ending === 'env') lineEntries(text, /^(?:export\s+)?(\w+)\s*=\s*(.*)$/, add);
  else if (ending === 'ini' || ending === 'cfg' || ending === 'conf') iniEntries(text, add);
  else yamlEntries(text, add);
  return entries;
}

type Add = (keys: readonly string[], value: Plain, line: number) => void;

function tomlEntries(text: string, add: Add): void {
  try {
    const { data, line } = parseToml(text);
    flatten(data, [], (keys, value) => add(keys, value, line(keys)));
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
  }
}

function iniEntries(text: string, add: Add): void {
  for (const [section, keys] of parseIni(text).sections) {
    for (const [key, { text: value, line }] of keys) add([section, key], plainOf(value), line);
  }
}

/** Files of `name = value` lines: gin bindings (`train.seed = 42`) and .env files. */
function lineEntries(text: string, shape: RegExp, add: Add): void {
  for (const [at, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const [, name, value] = shape.exec(whole.trim().slice(0, 1000)) ?? [];
    if (name !== undefined && value !== undefined) add([name], plainOf(value.replace(/\s+#.*$/, '')), at + 1);
  }
}

/** A value as written in a format without types. */
export function plainOf(text: string): Plain {
  const bare = text.trim().replace(/^(['"])(.*)\1$/, '$2');
  if (/^[+-]?\d+(?:\.\d+)?$/.test(bare)) return Number(bare);
  if (/^(?:true|false)$/i.test(bare)) return bare.toLowerCase() === 'true';
  return /^(?:none|null|~|)$/i.test(bare) ? null : bare;
}

function yamlEntries(text: string, add: Add): void {
  const lineCounter = new LineCounter();
  const scope = /^#\s*@package\s+(\S+)/m.exec(text.slice(0, 500))?.[1];
  if (scope !== undefined) add([PACKAGE], scope, 1);
  try {
    for (const document of parseAllDocuments(text, { lineCounter, logLevel: 'silent' })) {
      if (!('contents' in document)) continue;
      const visit = (node: unknown, keys: readonly string[], start: number | undefined): void => {
        if (keys.length > LIMIT_DEPTH) return;
        const held = isAlias(node) ? node.resolve(document) : node;
        if (isAlias(node) && !isScalar(held)) return;
        if (isMap(held)) {
          for (const { key, value } of held.items) {
            if (isScalar(key)) visit(value, [...keys, String(key.value)], key.range?.[0]);
          }
        } else if (isSeq(held)) {
          held.items.forEach((item, at) => {
            visit(item, [...keys, String(at)], isScalar(item) ? item.range?.[0] : undefined);
          });
        } else {
          const value = isScalar(held) ? held.value : held === null ? null : undefined;
          if (keys.length > 0 && isPlain(value))
            add(keys, value, start === undefined ? 1 : lineCounter.linePos(start).line);
        }
      };
      visit(document.contents, [], undefined);
    }
  } catch {
    // The parser gives up on some hostile texts.
  }
}

/** Under this key stands where Hydra puts the contents of a file: `# @package _global_`. */
export const PACKAGE = '# @package';

function isPlain(value: unknown): value is Plain {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function flatten(
  value: unknown,
  keys: readonly string[],
  found: (keys: readonly string[], value: Plain) => void,
): void {
  if (keys.length > LIMIT_DEPTH) return;
  if (isPlain(value)) found(keys, value);
  else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, [...keys, key], found);
  }
}

/** The entries by file and by last key. */
export interface ConfigIndex {
  files: ReadonlyMap<string, readonly ConfigEntry[]>;
  last: ReadonlyMap<string, readonly ConfigEntry[]>;
}

/** The entries by file and by last key; made once for a list. */
export const configIndex = once((entries: readonly ConfigEntry[]): ConfigIndex => {
  const byFile = new Map<string, ConfigEntry[]>();
  const byLast = new Map<string, ConfigEntry[]>();
  for (const entry of entries) {
    const inFile = byFile.get(entry.file);
    if (inFile) inFile.push(entry);
    else byFile.set(entry.file, [entry]);
    const key = entry.keys.at(-1);
    if (key === undefined) continue;
    const same = byLast.get(key);
    if (same) same.push(entry);
    else byLast.set(key, [entry]);
  }
  return { files: byFile, last: byLast };
});

/**
 * What the configuration files say of a dotted key: the entries whose keys end most like it, those of `preferred`
 * files (paths or base names without ending) before others.
 */
export function lookUp(
  entries: readonly ConfigEntry[],
  keys: readonly string[],
  preferred: readonly string[] = [],
): ConfigEntry[] {
  let best: ConfigEntry[] = [];
  let bestScore = 0;
  for (const entry of configIndex(entries).last.get(keys.at(-1) ?? '') ?? []) {
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
