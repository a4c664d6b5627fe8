import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { readAddress, shownAddress } from '../addresses.js';
import { UserError } from '../errors.js';
import { byBytes } from './byte-order.js';
import type { TreeFile } from './file-table.js';
import { DIGITS } from './hasher.js';
import {
  isInside,
  LOCK_ALGORITHMS,
  LOCK_FILE,
  type Lock,
  type LockEntry,
  problemOfLength,
} from './lock-file.js';
import { byAddress, isKeyBelow, readDigest, type SourceEntry, type SourceFile } from './lock-sources.js';
import { manifestPath } from './manifest.js';

const FIELDS = ['kind', 'hash', 'size', 'files', 'exclude', 'contents', 'manifest'];

/** An id of a version is an opaque word of the store. */
const VERSION = /^[!-~]{1,1024}$/;

/** How to mend a lock that cannot be read: `repro lock` reads it too, and would stop at the same line. */
export const MEND =
  'Mend that line, take the file from version control, or remove it and lock the paths anew.';

/** Reads the text of repro.lock. Throws `UserError` that names the line of the first mistake. */
export function parseLock(text: string, file = LOCK_FILE): Lock {
  return new LockReader(text, file).read();
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
      this.#wrong(
        conflict.index,
        'holds a merge conflict',
        'Resolve it, or take one side (`git checkout --ours repro.lock`), then run `repro lock`.',
      );
    const long = problemOfLength(this.#text);
    if (long !== undefined) this.#wrong(0, long, 'Lock folders in place of the files in them.');
    const document = this.#parse();
    const fields = this.#fields(document, ['version', 'data', 'sources'], 'repro.lock');
    const version = fields.get('version');
    if (!isScalar(version) || version.value !== 1) {
      this.#wrong(version ?? document, 'has no `version: 1`; another version of repro may have written it');
    }
    const data = fields.get('data');
    const entries = this.#pairs(data, 'data').map(([path, key, value]) => this.#entry(path, key, value));
    const sources = this.#pairs(fields.get('sources'), 'sources').map(([address, key, value]) =>
      this.#source(address, key, value),
    );
    return {
      version: 1,
      entries: entries.sort(byBytes),
      ...(sources.length > 0 ? { sources: sources.sort(byAddress) } : {}),
    };
  }

  #parse(): Node {
    let document: ReturnType<typeof parseDocument>;
    try {
      document = parseDocument(this.#text, {
        lineCounter: this.#counter,
        prettyErrors: false,
        // Found in `#pairs`: the library compares every key with every other.
        uniqueKeys: false,
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
    const fields = this.#fields(value, FIELDS, path, key);
    const kind = this.#scalar(fields.get('kind'), key, `${path} has no \`kind: file\` or \`kind: tree\``);
    if (kind !== 'file' && kind !== 'tree') {
      return this.#wrong(fields.get('kind'), `has a kind of ${path} that is neither file nor tree`);
    }
    const written = this.#scalar(fields.get('hash'), key, `${path} has no hash`);
    const [, name, hash = ''] = /^([a-z0-9]+):([0-9a-f]+)$/.exec(String(written)) ?? [];
    const algorithm = LOCK_ALGORITHMS.find((one) => one === name);
    if (!algorithm || hash.length !== DIGITS[algorithm]) {
      const forms = LOCK_ALGORITHMS.map((one) => `${one}:<${DIGITS[one]} digits>`).join(' or ');
      return this.#wrong(fields.get('hash'), `has a hash of ${path} that is not ${forms}`);
    }
    const size = this.#natural(fields.get('size'), key, `size of ${path}`);
    const entry: LockEntry = { path, kind, algorithm, hash, size, line: this.#line(key) };
    this.#shared(entry, path, fields, key);
    if (fields.has('contents')) entry.contents = this.#contents(fields.get('contents'), path, hash.length);
    return entry;
  }

  /** What entries of both sections have. */
  #shared(entry: LockEntry | SourceEntry, name: string, fields: Map<string, unknown>, key: Node): void {
    if (fields.has('files')) entry.count = this.#natural(fields.get('files'), key, `files of ${name}`);
    if (fields.has('exclude')) entry.exclude = this.#strings(fields.get('exclude'), name);
    if (!fields.has('manifest')) return;
    const place = manifestPath(name);
    if (this.#scalar(fields.get('manifest'), key, `has no manifest for ${name}`) !== place)
      this.#wrong(fields.get('manifest'), `names a manifest of ${name} other than ${place}`);
    entry.manifest = place;
  }

  #source(address: string, key: Node, value: unknown): SourceEntry {
    const read = readAddress(address);
    if (typeof read === 'string')
      return this.#wrong(key, `has the source ${JSON.stringify(shownAddress(address))}, which ${read}`);
    const fields = this.#fields(value, [...FIELDS, 'version'], address, key);
    const kind = read.kind === 's3' && read.isPrefix ? 'prefix' : 'object';
    if (this.#scalar(fields.get('kind'), key, `has no kind of ${address}`) !== kind)
      return this.#wrong(fields.get('kind'), `has a kind of ${address} that is not ${kind}`);
    const written = String(this.#scalar(fields.get('hash'), key, `has no hash of ${address}`));
    const digest = written.includes(':') ? readDigest(written) : undefined;
    if (!digest || (kind === 'prefix' && digest.algorithm !== 'sha256'))
      return this.#wrong(fields.get('hash'), `has a hash of ${address} that is not <algorithm>:<digits>`);
    const size = this.#natural(fields.get('size'), key, `size of ${address}`);
    const { algorithm, digits: hash } = digest;
    const entry: SourceEntry = { address, kind, algorithm, hash, size, line: this.#line(key) };
    if (fields.has('version')) {
      const version = this.#scalar(fields.get('version'), key, `has no version of ${address}`);
      if (typeof version !== 'string' || !VERSION.test(version))
        return this.#wrong(fields.get('version'), `has a version of ${address} that is no word in quotes`);
      entry.version = version;
    }
    this.#shared(entry, address, fields, key);
    if (fields.has('contents')) entry.contents = this.#objects(fields.get('contents'), address);
    return entry;
  }

  #objects(node: unknown, prefix: string): SourceFile[] {
    return this.#pairs(node, `contents of ${prefix}`).map(([path, key, value]) => {
      const [hash = '', size = '', version, ...more] = String(isScalar(value) ? value.value : '').split(' ');
      const sound = /^[0-9]{1,15}$/.test(size) && (version === undefined || VERSION.test(version));
      if (!readDigest(hash) || !sound || more.length > 0 || !isKeyBelow(path))
        this.#wrong(key, `has a line for ${JSON.stringify(path)} in ${prefix} that is not \`<hash> <size>\``);
      return { path, hash, size: Number(size), ...(version === undefined ? {} : { version }) };
    });
  }

  #contents(node: unknown, tree: string, digits: number): TreeFile[] {
    return this.#pairs(node, `contents of ${tree}`).map(([path, key, value]) => {
      const [, hash = '', size] =
        /^([0-9a-f]+) ([0-9]{1,15})$/.exec(String(isScalar(value) ? value.value : '')) ?? [];
      if (hash.length !== digits || !isBelow(path)) {
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
    const seen = new Set<string>();
    return node.items.map(({ key, value }) => {
      if (!isScalar(key)) return this.#wrong(key, `has a key in ${of} that is not a string`);
      // A name such as 2024 is a number to YAML: its text counts.
      const name = typeof key.value === 'string' ? key.value : String(key.source ?? key.value);
      if (seen.has(name)) this.#wrong(key, `has ${JSON.stringify(name)} twice in ${of}`);
      seen.add(name);
      return [name, key, value];
    });
  }

  #line(where: unknown): number {
    const offset = typeof where === 'number' ? where : ((where as Node | undefined)?.range?.[0] ?? 0);
    return Math.max(1, this.#counter.linePos(offset).line);
  }

  #wrong(where: unknown, what: string, hint = MEND): never {
    const line =
      typeof where === 'number' ? this.#text.slice(0, where).split('\n').length : this.#line(where);
    throw new UserError(`${this.#file}:${line} ${what}`, { hint });
  }
}

/** True for the name of a file in a tree. Unlike that of an entry it may hold what other systems give a meaning to. */
function isBelow(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((part) => !['', '.', '..'].includes(part));
}
