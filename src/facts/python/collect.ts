import { CannotTell } from '../../errors.js';
import { defineFact, type Fact, type Part, type Project } from '../fact.js';
import { files as filesFact, isTest } from '../files.js';
import { climb, folderOf, isIn, resolveIn } from '../paths.js';
import { byPath, type FileEntry } from '../source.js';
import { loadGrammar } from './grammar.js';
import type { Cell, PythonModule, UnreadModule } from './model.js';
import { ModuleGraph } from './modules.js';
import { Names } from './names.js';
import { type Batch, LARGE_FILE, readInWorkers, workerFile } from './pool.js';
import type { Python } from './python.js';
import { cellAt, limitOf, type ReadResult, readPython } from './read.js';
import { sourceFolders } from './source-folders.js';

/** Below this many bytes, starting workers costs more than it saves. */
const WORTH_WORKERS = 1_500_000;
/** How many files and bytes go to a worker at once. */
const BATCH_FILES = 40;
const BATCH_BYTES = 150_000;
/** Bytes of a Python file from which it is parsed in this thread. */
const LARGE_MODULE = 500_000;
/** When parsing is given up, in milliseconds: what was read until then still counts. */
const TIME_LIMIT_MS = 280_000;

/** What came of every own Python file and notebook, by path: parsed once, also where several parts are judged. */
const parsed: Fact<ReadonlyMap<string, ReadResult>> = defineFact({
  name: 'parsed code',
  async collect(project) {
    const { own } = await project.get(filesFact);
    const wanted = await distinct(
      project,
      own.filter(({ path, kind }) => kind !== 'missing' && /\.(pyw?|ipynb)$/.test(path)),
    );
    const { part } = project;
    if (!part) return readAll(project, wanted);
    const known = await part.whole.get(parsed);
    const shared = wanted.flatMap(({ path }) => {
      const result = known.get(part.folder === '' ? path : `${part.folder}/${path}`);
      return result ? [[path, at(path, result)] as const] : [];
    });
    const found = new Map(shared);
    const rest = await readAll(
      project,
      wanted.filter(({ path }) => !found.has(path)),
    );
    return new Map([...found, ...rest]);
  },
});

/** Parses the project's own Python files and notebooks. */
export async function collectPython(project: Project): Promise<Python> {
  const { part, settings } = project;
  const own = [...(await project.get(parsed)).values()];
  const outside = part ? await neighbours(part) : { modules: [], folders: [] };
  const modules = own.flatMap((result) => (result.kind === 'module' ? [result.module] : []));
  const named = await sourceFolders(project, modules);
  return joinModules(own, outside.modules, [...settings.project.source, ...outside.folders, ...named]);
}

/** The modules of the parts that a part depends on, by paths that count from its own folder (`../core/core/seed.py`). */
async function neighbours({ whole, folder, neighbours }: Part) {
  const known = neighbours.length === 0 ? new Map() : await whole.get(parsed);
  const modules = [...known.values()].flatMap((result: ReadResult): PythonModule[] => {
    const path = pathOf(result);
    const wanted = neighbours.some((other) => isIn(path, other)) && !isTest(path);
    return wanted && result.kind === 'module' ? [{ ...result.module, path: climb(folder, path) }] : [];
  });
  return {
    modules,
    folders: neighbours.map((other) => climb(folder, other)).flatMap((other) => [other, `${other}/src`]),
  };
}

/** A result as it reads where its file has this path. */
function at(path: string, result: ReadResult): ReadResult {
  if (result.kind === 'module') return { ...result, module: { ...result.module, path } };
  return result.kind === 'unread' ? { ...result, unread: { ...result.unread, path } } : { ...result, path };
}

async function readAll(project: Project, wanted: readonly FileEntry[]): Promise<Map<string, ReadResult>> {
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
  // What is large is parsed in this thread alone: a worker would hold all of it a second time.
  const large = wanted.filter(({ path, size }) => size > LARGE_MODULE && !path.endsWith('.ipynb'));
  const small = large.length === 0 ? wanted : wanted.filter((entry) => !large.includes(entry));
  const todo = small[Symbol.iterator]();
  const here = wanted.length > 0 ? readHere(project, chain(large, todo), note, deadline) : undefined;
  if (file) {
    const next = () => nextBatch(project, todo, note);
    await readInWorkers(
      file,
      { count: workers, large: small.some(({ size }) => size > LARGE_FILE) },
      next,
      note,
      deadline,
    );
  }
  await here;
  const reason = `not reached within ${TIME_LIMIT_MS / 1000} s`;
  for (const { path } of wanted) if (!results.has(path)) note({ kind: 'unread', unread: { path, reason } });
  return results;
}

function* chain<T>(first: Iterable<T>, then: Iterator<T>): Generator<T> {
  yield* first;
  for (let next = then.next(); !next.done; next = then.next()) yield next.value;
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

function joinModules(
  results: readonly ReadResult[],
  outside: readonly PythonModule[],
  sourceFolders: readonly string[],
): Python {
  const modules: PythonModule[] = [];
  const unread: UnreadModule[] = [];
  const foreign: Python['foreign'][number][] = [];
  const written: PythonModule[] = [];
  for (const result of results) {
    if (result.kind === 'module') {
      modules.push(result.module);
      for (const file of result.written ?? []) written.push(besides(result.module.path, file));
    } else if (result.kind === 'unread') unread.push(result.unread);
    else foreign.push({ path: result.path, language: result.language, cells: result.cells });
  }
  const graph = new ModuleGraph([...written, ...modules.sort(byPath), ...outside], sourceFolders);
  const names = new Names(graph);
  return {
    modules,
    unread: unread.sort(byPath),
    foreign: foreign.sort(byPath),
    get: (path) => graph.get(path),
    resolve: (module, statement) => graph.resolve(module, statement),
    importedBy: (module, statement) => graph.importedBy(module, statement),
    ranBy: (module) => graph.ranBy(module),
    importsOf: (module) => graph.importsOf(module),
    qualify: (module, value, scope) => names.qualify(module, value, scope),
    starred: (module, value, scope) => names.starred(module, value, scope),
    callees: (module) => names.callees(module),
    callsOwn: (module, index) => names.callsOwn(module, index),
    define: (module, value, scope) => names.define(module, value, scope),
    callable: (module, value, scope) => names.callable(module, value, scope),
    namedModule: (module, value, scope) => names.module(module, value, scope),
    at: placeOf,
  };
}

/** A file that a notebook writes, as it lies beside it. */
function besides(notebook: string, file: PythonModule): PythonModule {
  const path = resolveIn(folderOf(notebook), file.path) ?? file.path;
  return { ...file, path, writtenBy: { cell: 0, line: 0, ...file.writtenBy, notebook } };
}

function placeOf(module: PythonModule, line: number, column?: number): ReturnType<Python['at']> {
  const { writtenBy } = module;
  if (writtenBy) return { file: writtenBy.notebook, line: line + writtenBy.line, cell: writtenBy.cell };
  const cell: Cell | undefined = cellAt(module, line);
  const place = { file: module.path, ...(column === undefined ? {} : { column }) };
  return cell ? { ...place, line: line - cell.line + 1, cell: cell.number } : { ...place, line };
}
