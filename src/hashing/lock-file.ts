import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify, visit } from 'yaml';
import { UserError } from '../errors.js';
import { DIGITS } from './digest.js';
import { byBytes, type TreeFile } from './tree.js';

/** What repro.lock records of one file or folder. */
export interface LockEntry {
  /** Relative to the root, with forward slashes. */
  path: string;
  kind: 'file' | 'tree';
  algorithm: 'sha256' | 'md5';
  /** Lower-case hexadecimal: the digest of the file, or the tree hash (see `treeHash`). */
  hash: string;
  /** Bytes. */
  size: number;
  /** How many files a tree has. */
  count?: number;
  /** Globs, relative to the tree, of files that do not count. */
  exclude?: readonly string[];
  /** Every file of a tree, kept for trees of at most `MOST_CONTENTS` files. */
  contents?: readonly TreeFile[];
  /** Line in repro.lock, from 1; absent before it is written. */
  line?: number;
}

/** The content of repro.lock: entries sorted by path. */
export interface Lock {
  version: 1;
  entries: readonly LockEntry[];
}

export const LOCK_FILE = 'repro.lock';
/** A tree of more files keeps its hash only. */
export const MOST_CONTENTS = 1000;
/** The largest repro.lock that is read, in bytes. */
export const LOCK_LIMIT = 64 * 1024 * 1024;

const HEADER = '# Hashes of the datasets, written by `repro lock`. To bring it up to date, run that again.\n';

/** The text of repro.lock: sorted, without dates, one block an entry, so that merges stay small. */
export function formatLock({ entries }: Lock): string {
  // Maps, since keys of an object that look like numbers would move to the front.
  const data = new Map([...entries].sort(byBytes).map((entry) => [entry.path, fieldsOf(entry)]));
  const lock = new Map<string, unknown>([
    ['version', 1],
    ['data', data],
  ]);
  return HEADER + stringify(lock, { lineWidth: 0, aliasDuplicateObjects: false });
}

function fieldsOf(entry: LockEntry): Map<string, unknown> {
  const fields = new Map<string, unknown>([
    ['kind', entry.kind],
    ['hash', `${entry.algorithm}:${entry.hash}`],
    ['size', entry.size],
  ]);
  if (entry.count !== undefined) fields.set('files', entry.count);
  if (entry.exclude?.length) fields.set('exclude', [...entry.exclude]);
  if (entry.contents?.length) {
    const lines = [...entry.contents].sort(byBytes);
    fields.set('contents', new Map(lines.map(({ path, hash, size }) => [path, `${hash} ${size}`])));
  }
  return fields;
}

/** Reads the text of repro.lock. Throws `UserError` that names the line of the first mistake. */
export function parseLock(text: string, file = LOCK_FILE): Lock {
  return new LockReader(text, file).read();
}

/** True for a relative path with forward slashes that stays inside: no `..`, no drive, not absolute. */
export function isInside(path: string): boolean {
  return (
    path !== '' &&
    !/^(\/|[A-Za-z]:)|[\\\0]/.test(path) &&
    path.split('/').every((part) => part !== '..' && part !== '.' && part !== '')
  );
}

class LockReader {
  readonly #text: string;
  readonly #file: string;
  readonly #counter = new LineCounter();

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  read(): Lock {
    const conflict = /^(<<<<<<<|=======|>>>>>>>)/m.exec(this.#text);
    if (conflict)
      this.#wrong(conflict.index, 'holds a merge conflict; resolve it, or run `repro lock` again');
    const document = this.#parse();
    const fields = this.#fields(document, ['version', 'data'], 'repro.lock');
    const version = fields.get('version');
    if (!isScalar(version) || version.value !== 1) {
      this.#wrong(version ?? document, 'has no `version: 1`; another version of repro may have written it');
    }
    const data = fields.get('data');
    const entries = this.#pairs(data, 'data').map(([path, key, value]) => this.#entry(path, key, value));
    return { version: 1, entries: entries.sort(byBytes) };
  }

  #parse(): Node {
    let document: ReturnType<typeof parseDocument>;
    try {
      document = parseDocument(this.#text, {
        lineCounter: this.#counter,
        prettyErrors: false,
        uniqueKeys: true,
        schema: 'core',
        merge: false,
      });
    } catch (error) {
      if (error instanceof RangeError) this.#wrong(0, 'is nested too deeply');
      throw error;
    }
    const [mistake] = [...document.errors, ...document.warnings];
    if (mistake) this.#wrong(mistake.pos[0], `is not valid YAML: ${mistake.message}`);
    if (!document.contents) this.#wrong(0, 'is empty');
    visit(document, {
      Alias: (_, node) => this.#wrong(node, 'has an alias; `repro lock` writes none'),
    });
    return document.contents as Node;
  }

  #entry(path: string, key: Node, value: unknown): LockEntry {
    if (!isInside(path))
      this.#wrong(key, `names ${JSON.stringify(path)}, which is no path inside the project`);
    const fields = this.#fields(value, ['kind', 'hash', 'size', 'files', 'exclude', 'contents'], path, key);
    const kind = this.#scalar(fields.get('kind'), key, `${path} has no \`kind: file\` or \`kind: tree\``);
    if (kind !== 'file' && kind !== 'tree') {
      return this.#wrong(fields.get('kind'), `has a kind of ${path} that is neither file nor tree`);
    }
    const written = this.#scalar(fields.get('hash'), key, `${path} has no hash`);
    const [, algorithm, hash = ''] = /^(sha256|md5):([0-9a-f]+)$/.exec(String(written)) ?? [];
    if ((algorithm !== 'sha256' && algorithm !== 'md5') || hash.length !== DIGITS[algorithm]) {
      return this.#wrong(
        fields.get('hash'),
        `has a hash of ${path} that is neither sha256:<64 digits> nor md5:<32 digits>`,
      );
    }
    const size = this.#natural(fields.get('size'), key, `size of ${path}`);
    const entry: LockEntry = { path, kind, algorithm, hash, size, line: this.#line(key) };
    if (fields.has('files')) entry.count = this.#natural(fields.get('files'), key, `files of ${path}`);
    if (fields.has('exclude')) entry.exclude = this.#strings(fields.get('exclude'), path);
    if (fields.has('contents')) entry.contents = this.#contents(fields.get('contents'), path, hash.length);
    return entry;
  }

  #contents(node: unknown, tree: string, digits: number): TreeFile[] {
    return this.#pairs(node, `contents of ${tree}`).map(([path, key, value]) => {
      const [, hash = '', size] =
        /^([0-9a-f]+) ([0-9]{1,15})$/.exec(String(isScalar(value) ? value.value : '')) ?? [];
      if (hash.length !== digits || !isInside(path)) {
        this.#wrong(key, `has a line for ${JSON.stringify(path)} in ${tree} that is not \`<hash> <size>\``);
      }
      return { path, hash, size: Number(size) };
    });
  }

  #strings(node: unknown, path: string): string[] {
    const items = isSeq(node) ? node.items.map((item) => (isScalar(item) ? item.value : undefined)) : [];
    const strings = items.filter((item) => typeof item === 'string');
    if (!isSeq(node) || strings.length !== items.length) {
      this.#wrong(node, `has an exclude of ${path} that is not a list of globs`);
    }
    return strings;
  }

  #natural(node: unknown, near: unknown, what: string): number {
    const value = this.#scalar(node, near, `has no ${what}`);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      return this.#wrong(node, `has a ${what} that is not a whole number`);
    }
    return value;
  }

  #scalar(node: unknown, near: unknown, missing: string): unknown {
    return isScalar(node) ? node.value : this.#wrong(node ?? near, missing);
  }

  #fields(node: unknown, known: readonly string[], of: string, near?: unknown): Map<string, unknown> {
    if (!isMap(node)) this.#wrong(node ?? near, `has no fields for ${of}`);
    return new Map(
      this.#pairs(node, of).map(([name, key, value]) => {
        if (!known.includes(name)) this.#wrong(key, `has an unknown key ${JSON.stringify(name)} in ${of}`);
        return [name, value];
      }),
    );
  }

  #pairs(node: unknown, of: string): [string, Node, unknown][] {
    if (!isMap(node)) {
      if (node === undefined || (isScalar(node) && node.value === null)) return [];
      return this.#wrong(node, `has something other than a mapping for ${of}`);
    }
    return node.items.map(({ key, value }) => {
      if (!isScalar(key)) return this.#wrong(key, `has a key in ${of} that is not a string`);
      // A name such as 2024 is a number to YAML: its text counts.
      return [typeof key.value === 'string' ? key.value : String(key.source ?? key.value), key, value];
    });
  }

  #line(where: unknown): number {
    const offset = typeof where === 'number' ? where : ((where as Node | undefined)?.range?.[0] ?? 0);
    return Math.max(1, this.#counter.linePos(offset).line);
  }

  #wrong(where: unknown, what: string): never {
    const line =
      typeof where === 'number' ? this.#text.slice(0, where).split('\n').length : this.#line(where);
    throw new UserError(`${this.#file}:${line} ${what}`, {
      hint: 'Write the file anew with `repro lock`.',
    });
  }
}
