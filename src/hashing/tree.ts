import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CannotTell } from '../errors.js';
import { globMatcher } from '../globs.js';
import { type Algorithm, asProblem, HashProblem, hashBytes, hashFile } from './digest.js';

/** Where the bytes come from; a project's `Source` is one. Nothing outside its root can be reached through it. */
export interface Store {
  /** The absolute real path of a path inside the root; undefined for a project in memory. */
  locate(path: string): Promise<string | undefined>;
  bytes(path: string, limit?: number): Promise<Uint8Array>;
  list(): Promise<{ readonly files: readonly { readonly path: string }[] }>;
}

/** One file of a tree. */
export interface TreeFile {
  /** Relative to the tree, with forward slashes. */
  path: string;
  /** Bytes. */
  size: number;
  /** Lower-case hexadecimal. */
  hash: string;
}

/** What was found at a path. */
export type Hashed =
  | { kind: 'file'; hash: string; size: number }
  | { kind: 'tree'; hash: string; size: number; files: TreeFile[] };

/** What is to be hashed at a path: listed and measured, not yet read. */
export interface Plan {
  path: string;
  kind: 'file' | 'tree';
  /** Bytes. */
  size: number;
  files: { path: string; real: string | undefined; size: number }[];
}

export interface PlanOptions {
  /** Glob patterns, relative to the tree, of files that do not count. */
  exclude?: readonly string[];
  /** More files that do not count, by their path relative to the tree. */
  skip?: (path: string) => boolean;
}

/** The most files of one tree. */
const MOST_FILES = 5_000_000;

/**
 * Lists what stands at a path of the project. Throws `HashProblem` when nothing is there, when it cannot be listed, or
 * when the path or a link in the tree leads outside the project. `.git` folders never count.
 */
export async function plan(store: Store, path: string, options: PlanOptions = {}): Promise<Plan> {
  const clean = path.replace(/\/+$/, '');
  const counts = counter(options);
  const real = await locate(store, clean);
  if (real === undefined) return planInMemory(store, clean, counts);
  try {
    const stat = statSync(real);
    if (stat.isFile()) {
      return { path: clean, kind: 'file', size: stat.size, files: [{ path: '', real, size: stat.size }] };
    }
    if (!stat.isDirectory()) {
      throw new HashProblem('unreadable', clean, `${clean} is neither a file nor a folder`);
    }
    const files = await listTree(store, clean, real, counts);
    return { path: clean, kind: 'tree', size: files.reduce((sum, { size }) => sum + size, 0), files };
  } catch (error) {
    throw asProblem(clean, error);
  }
}

/** Reads and hashes what was planned. Throws `HashProblem` about the first file that cannot be read or changes meanwhile. */
export async function hashPlan(
  store: Store,
  { path, kind, files }: Plan,
  algorithm: Algorithm,
  onBytes?: (bytes: number) => void,
  combine: (files: readonly TreeFile[]) => string = (all) => treeHash(all, algorithm),
): Promise<Hashed> {
  const hashed: TreeFile[] = [];
  for (const file of files) {
    const name = file.path === '' ? path : `${path}/${file.path}`;
    hashed.push({ path: file.path, ...(await hashOne(store, name, file.real, algorithm, onBytes)) });
    // Small files never wait for anything: let timers run now and then.
    if (hashed.length % 512 === 0) await new Promise((resume) => setImmediate(resume));
  }
  const [only] = hashed;
  if (kind === 'file' && only) return { kind, hash: only.hash, size: only.size };
  hashed.sort(byBytes);
  const size = hashed.reduce((sum, file) => sum + file.size, 0);
  return { kind: 'tree', hash: combine(hashed), size, files: hashed };
}

/**
 * The hash of a tree, in lower-case hexadecimal, so defined that anyone can recompute it: the digest of the UTF-8 text
 * that has, for each file of the tree in the byte order of its path, the line
 *
 *     <digest of the file> <size in bytes> <path>\n
 *
 * with single spaces. The path is relative to the tree, with forward slashes; in it a backslash is written `\\`, a line
 * feed `\n` and a carriage return `\r`, as sha256sum does. Folders count only through their files, links as the file
 * they lead to; permissions and times do not count. In a shell, for names without those three characters:
 *
 *     find . -type f -printf '%P\n' | LC_ALL=C sort | while IFS= read -r f; do
 *       echo "$(sha256sum < "$f" | cut -c1-64) $(stat -c %s "$f") $f"; done | sha256sum
 */
export function treeHash(files: readonly TreeFile[], algorithm: Algorithm = 'sha256'): string {
  const total = createHash(algorithm === 'sha256' ? 'sha256' : 'md5');
  for (const line of manifestLines(files)) total.update(line);
  return total.digest('hex');
}

/** The lines of which `treeHash` is the digest. */
export function manifestLines(files: readonly TreeFile[]): string[] {
  return [...files].sort(byBytes).map(({ path, size, hash }) => `${hash} ${size} ${escapeName(path)}\n`);
}

/**
 * The hash that DVC records for a folder: md5 of the JSON list of `{"md5", "relpath"}`, sorted by path and written as
 * Python's `json.dumps(sort_keys=True)` writes it, then `.dir` (dvc-data, src/dvc_data/hashfile/tree.py).
 */
export function dvcTreeHash(files: readonly TreeFile[]): string {
  const total = createHash('md5');
  total.update('[');
  [...files].sort(byBytes).forEach(({ path, hash }, at) => {
    total.update(`${at === 0 ? '' : ', '}{"md5": "${hash}", "relpath": ${pythonString(path)}}`);
  });
  total.update(']');
  return `${total.digest('hex')}.dir`;
}

/** Orders paths by their UTF-8 bytes, which is the order of their code points, whatever the locale. */
export function byBytes(a: { path: string }, b: { path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}

const NAME_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** A path with backslash, line feed and carriage return written as sha256sum writes them. */
export function escapeName(path: string): string {
  return path.replace(/[\\\n\r]/g, (character) => NAME_ESCAPES[character] ?? character);
}

/** Undoes `escapeName`. */
export function unescapeName(name: string): string {
  return name.replace(/\\([\\nr])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\',
  );
}

/** A string as Python's json.dumps writes it: everything outside printable ASCII escaped. */
function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function counter({ exclude = [], skip = () => false }: PlanOptions): (path: string) => boolean {
  const excluded = globMatcher(exclude);
  return (path) => !(exclude.length > 0 && excluded(path)) && !skip(path);
}

async function locate(store: Store, path: string): Promise<string | undefined> {
  try {
    return await store.locate(path);
  } catch (error) {
    if (!(error instanceof CannotTell)) throw asProblem(path, error);
    const kind = error.message.includes('outside')
      ? 'outside'
      : error.message.endsWith('does not exist')
        ? 'absent'
        : 'unreadable';
    throw new HashProblem(kind, path, error.message);
  }
}

async function listTree(
  store: Store,
  path: string,
  root: string,
  counts: (path: string) => boolean,
): Promise<Plan['files']> {
  const files: Plan['files'] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(join(root, folder), `${path}/${folder}`)) {
      const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (entry.name === '.git') continue;
        assertText(entry.name, join(root, folder), `${path}/${inside}`);
        folders.push(inside);
      } else if (counts(inside)) {
        assertText(entry.name, join(root, folder), `${path}/${inside}`);
        files.push(await measure(store, `${path}/${inside}`, inside, join(root, inside), entry));
        if (files.length > MOST_FILES) {
          throw new HashProblem('unreadable', path, `${path} holds more than ${MOST_FILES} files`);
        }
      }
    }
  }
  return files.sort(byBytes);
}

function entriesOf(real: string, path: string): Dirent[] {
  try {
    return readdirSync(real, { withFileTypes: true });
  } catch (error) {
    throw asProblem(path.replace(/\/$/, ''), error);
  }
}

/**
 * Refuses a name that is not UTF-8: it cannot be written down, and Node shows it with replacement characters, under
 * which another file may be found or none.
 */
function assertText(name: string, folder: string, path: string): void {
  if (!name.includes('\ufffd')) return;
  const names = readdirSync(folder, { encoding: 'buffer' }).filter((bytes) => bytes.toString() === name);
  if (names.every((bytes) => Buffer.from(name).equals(bytes))) return;
  throw new HashProblem('unreadable', path, `${path} has a name that is not UTF-8; rename or exclude it`);
}

async function measure(
  store: Store,
  name: string,
  inside: string,
  real: string,
  entry: Dirent,
): Promise<Plan['files'][number]> {
  try {
    if (!entry.isSymbolicLink()) {
      if (!entry.isFile()) throw new HashProblem('unreadable', name, `${name} is not a regular file`);
      return { path: inside, real, size: lstatSync(real).size };
    }
    const target = await locate(store, name);
    const stat = target === undefined ? undefined : statSync(target);
    if (target === undefined || !stat?.isFile()) {
      throw new HashProblem('unreadable', name, `${name} is a link to something that is not a file`);
    }
    return { path: inside, real: target, size: stat.size };
  } catch (error) {
    throw asProblem(name, error);
  }
}

async function planInMemory(store: Store, path: string, counts: (path: string) => boolean): Promise<Plan> {
  const { files } = await store.list();
  if (files.some((file) => file.path === path)) {
    const size = (await store.bytes(path)).byteLength;
    return { path, kind: 'file', size, files: [{ path: '', real: undefined, size }] };
  }
  const inside = files
    .filter((file) => file.path.startsWith(`${path}/`))
    .map((file) => file.path.slice(path.length + 1));
  if (inside.length === 0) throw new HashProblem('absent', path, `${path} does not exist`);
  const planned: Plan['files'] = [];
  for (const file of inside.filter(counts)) {
    planned.push({
      path: file,
      real: undefined,
      size: (await store.bytes(`${path}/${file}`)).byteLength,
    });
  }
  return { path, kind: 'tree', size: planned.reduce((sum, { size }) => sum + size, 0), files: planned };
}

async function hashOne(
  store: Store,
  path: string,
  real: string | undefined,
  algorithm: Algorithm,
  onBytes?: (bytes: number) => void,
): Promise<{ hash: string; size: number }> {
  if (real !== undefined) return hashFile(real, path, algorithm, onBytes);
  const bytes = await store.bytes(path);
  onBytes?.(bytes.byteLength);
  return { hash: hashBytes(bytes, algorithm), size: bytes.byteLength };
}
