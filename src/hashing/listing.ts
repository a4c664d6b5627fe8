import { type Dirent, readdirSync, statSync } from 'node:fs';
import { sortByBytes } from './byte-order.js';
import { type FileTable, TableBuilder } from './file-table.js';
import { type Algorithm, DIGITS } from './hasher.js';
import { Surveyor, type ThreadOptions } from './measure.js';
import { asProblem, HashProblem, notRegular } from './problem.js';
import { stateOf, UNSEEN } from './state.js';

/** The most files of one tree. */
const MOST_FILES = 5_000_000;
/** Files between two turns of the event loop. */
const HEARING = 512;
const PROGRESS_MS = 100;

/** How small files are hashed while they are listed. */
export interface Reading {
  algorithm: Algorithm;
  /** Hears now and then what was read so far, in files and bytes, and gets the files that are listed by then. */
  onStep?: ((read: Read, listed: () => FileTable) => void) | undefined;
}

/** How much was read. */
export interface Read {
  files: number;
  bytes: number;
}

/** How a folder is listed. */
export interface ListOptions extends ThreadOptions {
  /** Relative to the root of the project, for messages. */
  path: string;
  /** Absolute real path of the folder. */
  root: string;
  /** Which files count, by their path relative to the folder; all unless given. */
  counts: ((path: string) => boolean) | undefined;
  /** The real path of the file that a link leads to, by the path of the link in the project. Throws `HashProblem`. */
  follow(path: string): Promise<string | undefined>;
  /** Set where small files are hashed in passing: it spares a look at each, and pays where all have to be read anyway. */
  reading?: Reading | undefined;
}

/** A folder under way: its names sorted, those of folders with a slash at the end. */
interface Open {
  /** Its path in the tree with a slash at its end, and without. */
  folder: string;
  bare: string;
  names: string[];
  /** Names of what is no regular file. */
  odd: ReadonlyMap<string, 'link' | 'other'>;
  at: number;
}

/**
 * Lists and measures the files below a folder, in the order of the bytes of their paths. `.git` folders never count, links
 * count as the file they lead to. The answer says what was read in passing. Throws `HashProblem`.
 */
export async function listFiles(options: ListOptions): Promise<{ files: FileTable; read: Read }> {
  const { root, path, reading } = options;
  const surveyor = new Surveyor({ root, path, reading: reading?.algorithm }, options);
  const builder = new TableBuilder(root, (block) => surveyor.add(block));
  const width = reading && DIGITS[reading.algorithm] / 2;
  const { counters } = surveyor;
  const read = (): Read => ({
    files: Atomics.load(counters.files, 0),
    bytes: Number(Atomics.load(counters.bytes, 0)),
  });
  const timer =
    reading && setInterval(() => reading.onStep?.(read(), () => builder.soFar(width)), PROGRESS_MS);
  try {
    await listInto(builder, options);
    const files = builder.done(width);
    await surveyor.done();
    return { files, read: read() };
  } finally {
    clearInterval(timer);
    await surveyor.end();
  }
}

async function listInto(builder: TableBuilder, options: ListOptions): Promise<void> {
  const open: Open[] = [readFolder('', options)];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const name = top.names[top.at];
    if (name === undefined) {
      open.pop();
      continue;
    }
    top.at += 1;
    if (name.endsWith('/')) {
      open.push(readFolder(top.folder + name, options));
      continue;
    }
    // Few folders have any, and to look for a name takes as long as to add it.
    const odd = top.odd.size === 0 ? undefined : top.odd.get(name);
    if (odd === undefined) builder.addIn(top.bare, name, UNSEEN);
    else if (odd === 'link') await addLink(builder, top.folder + name, options);
    else throw notRegular(`${options.path}/${top.folder}${name}`);
    if (builder.length > MOST_FILES)
      throw new HashProblem(
        'unreadable',
        options.path,
        `${options.path} holds more than ${MOST_FILES} files`,
      );
    // So that signals, time limits and threads are heard.
    if (builder.length % HEARING === 0) await new Promise((resume) => setImmediate(resume));
  }
}

/**
 * The names in a folder, given with a slash at its end. With one after the names of folders too, going through folders in the
 * order of names gives whole paths in the order of their bytes.
 */
function readFolder(folder: string, { root, path, counts }: ListOptions): Open {
  const bare = folder.slice(0, -1);
  const real = bare === '' ? root : `${root}/${bare}`;
  const names: string[] = [];
  const odd = new Map<string, 'link' | 'other'>();
  try {
    // All at once: a call for each name costs about as much as measuring the file.
    for (const entry of readdirSync(real, { withFileTypes: true })) {
      const name = nameOf(entry, folder, counts);
      if (name === undefined) continue;
      assertText(entry.name, real, `${path}/${folder}${entry.name}`);
      names.push(name);
      if (entry.isSymbolicLink()) odd.set(name, 'link');
      // Of a device, to open it may do something already.
      else if (!entry.isFile() && !entry.isDirectory()) odd.set(name, 'other');
    }
  } catch (error) {
    throw asProblem(bare === '' ? path : `${path}/${bare}`, error);
  }
  return { folder, bare, names: sortByBytes(names), odd, at: 0 };
}

function nameOf(entry: Dirent, folder: string, counts: ListOptions['counts']): string | undefined {
  if (entry.isDirectory()) return entry.name === '.git' ? undefined : `${entry.name}/`;
  return !counts || counts(folder + entry.name) ? entry.name : undefined;
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

async function addLink(builder: TableBuilder, inside: string, { path, follow }: ListOptions): Promise<void> {
  const name = `${path}/${inside}`;
  const target = await follow(name);
  try {
    const stat = target === undefined ? undefined : statSync(target);
    if (stat?.isDirectory())
      throw new HashProblem(
        'unreadable',
        name,
        `${name} is a link to a folder, and links to folders are not followed: exclude it, or put the files there`,
      );
    if (target === undefined || !stat?.isFile())
      throw new HashProblem('unreadable', name, `${name} is a link to something that is not a file`);
    builder.add(inside, stateOf(stat), target);
  } catch (error) {
    throw asProblem(name, error);
  }
}
