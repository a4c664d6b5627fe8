import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { byPath, type FileEntry } from '../source.js';
import { loadGrammar } from './grammar.js';
import type { Cell, PythonModule, UnreadModule } from './model.js';
import { ModuleGraph } from './modules.js';
import { Names } from './names.js';
import { type Batch, LARGE_FILE, readInWorkers, workerFile } from './pool.js';
import type { Python } from './python.js';
import { cellAt, limitOf, type ReadResult, readPython } from './read.js';

/** Below this many bytes, starting workers costs more than it saves. */
const WORTH_WORKERS = 1_500_000;
/** How many files and bytes go to a worker at once. */
const BATCH_FILES = 40;
const BATCH_BYTES = 150_000;
/** When parsing is given up, in milliseconds: what was read until then still counts. */
const TIME_LIMIT_MS = 280_000;

/** Parses the project's own Python files and notebooks. */
export async function collectPython(project: Project): Promise<Python> {
  const { own } = await project.get(filesFact);
  const wanted = await distinct(
    project,
    own.filter(({ path, kind }) => kind !== 'missing' && /\.(pyw?|ipynb)$/.test(path)),
  );
  return joinModules(await readAll(project, wanted), project.settings.project.source);
}

async function readAll(project: Project, wanted: readonly FileEntry[]): Promise<ReadResult[]> {
  const results = new Map<string, ReadResult>();
  const note = (result: ReadResult) => {
    results.set(pathOf(result), result);
    project.onProgress({ fact: 'python', done: results.size, total: wanted.length, unit: 'files' });
  };
  const deadline = performance.now() + TIME_LIMIT_MS;
  const bytes = wanted.reduce((sum, { size }) => sum + size, 0);
  // This thread parses too, so it counts as one of the jobs.
  const workers = Math.min(project.jobs - 1, Math.floor(bytes / WORTH_WORKERS));
  const file = workers > 0 ? workerFile() : undefined;
  const todo = wanted[Symbol.iterator]();
  const here = wanted.length > 0 ? readHere(project, todo, note, deadline) : undefined;
  if (file) {
    const large = wanted.some(({ size }) => size > LARGE_FILE);
    const next = () => nextBatch(project, todo, note);
    await readInWorkers(file, { count: workers, large }, next, (some) => some.forEach(note), deadline);
  }
  await here;
  const reason = `not reached within ${TIME_LIMIT_MS / 1000} s`;
  for (const { path } of wanted) if (!results.has(path)) note({ kind: 'unread', unread: { path, reason } });
  return [...results.values()];
}

/** Parses in this thread what no worker has taken, letting their results and other facts in after each file. */
async function readHere(
  project: Project,
  todo: Iterator<FileEntry>,
  note: (result: ReadResult) => void,
  deadline: number,
): Promise<void> {
  await loadGrammar();
  while (performance.now() < deadline) {
    const { done, value } = todo.next();
    if (done) return;
    const read = await bytesOf(project, value.path);
    note(read instanceof Uint8Array ? readPython(value.path, read) : read);
    // Without a turn of the event loop no worker gets its next files.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The next files with their bytes; undefined when there are none left. Those that cannot be read are noted at once. */
async function nextBatch(
  project: Project,
  todo: Iterator<FileEntry>,
  note: (result: ReadResult) => void,
): Promise<Batch | undefined> {
  const batch: Batch = [];
  let size = 0;
  while (batch.length < BATCH_FILES && size < BATCH_BYTES) {
    const { done, value } = todo.next();
    if (done) break;
    const read = await bytesOf(project, value.path);
    if (read instanceof Uint8Array) {
      batch.push({ path: value.path, bytes: read });
      size += read.byteLength;
    } else note(read);
  }
  return batch.length === 0 ? undefined : batch;
}

async function bytesOf(project: Project, path: string): Promise<Uint8Array | ReadResult> {
  try {
    return await project.source.bytes(path, limitOf(path));
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return { kind: 'unread', unread: { path, reason: error.message } };
  }
}

function pathOf(result: ReadResult): string {
  if (result.kind === 'module') return result.module.path;
  return result.kind === 'unread' ? result.unread.path : result.path;
}

/** Without links to files that are there anyway. */
async function distinct(project: Project, entries: readonly FileEntry[]): Promise<FileEntry[]> {
  const seen = new Set<string>();
  const kept: FileEntry[] = [];
  for (const entry of [...entries].sort(
    (a, b) => Number(a.kind === 'symlink') - Number(b.kind === 'symlink'),
  )) {
    if (entry.kind === 'symlink') {
      const real = await project.source.locate(entry.path).catch(() => undefined);
      if (real !== undefined && seen.has(real)) continue;
      if (real !== undefined) seen.add(real);
    } else if (project.source.root !== undefined) seen.add(`${project.source.root}/${entry.path}`);
    kept.push(entry);
  }
  return kept;
}

function joinModules(results: readonly ReadResult[], sourceFolders: readonly string[]): Python {
  const modules: PythonModule[] = [];
  const unread: UnreadModule[] = [];
  const foreign: { path: string; language: string }[] = [];
  for (const result of results) {
    if (result.kind === 'module') modules.push(result.module);
    else if (result.kind === 'unread') unread.push(result.unread);
    else foreign.push({ path: result.path, language: result.language });
  }
  const graph = new ModuleGraph(modules.sort(byPath), sourceFolders);
  const names = new Names(graph);
  return {
    modules,
    unread: unread.sort(byPath),
    foreign: foreign.sort(byPath),
    get: (path) => graph.get(path),
    resolve: (module, statement) => graph.resolve(module, statement),
    importsOf: (module) => graph.importsOf(module),
    qualify: (module, value, scope) => names.qualify(module, value, scope),
    define: (module, value, scope) => names.define(module, value, scope),
    at: placeOf,
  };
}

function placeOf(module: PythonModule, line: number, column?: number): ReturnType<Python['at']> {
  const cell: Cell | undefined = cellAt(module, line);
  const place = { file: module.path, ...(column === undefined ? {} : { column }) };
  return cell ? { ...place, line: line - cell.line + 1, cell: cell.number } : { ...place, line };
}
