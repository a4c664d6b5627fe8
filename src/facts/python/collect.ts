import { CannotTell } from '../../errors.js';
import type { Project } from '../fact.js';
import { files as filesFact } from '../files.js';
import { byPath, type FileEntry } from '../source.js';
import { loadGrammar } from './grammar.js';
import type { Cell, PythonModule, UnreadModule } from './model.js';
import { ModuleGraph } from './modules.js';
import { Names } from './names.js';
import type { Python } from './python.js';
import { cellAt, limitOf, type ReadResult, readPython } from './read.js';

/** Parses the project's own Python files and notebooks. */
export async function collectPython(project: Project): Promise<Python> {
  const { own } = await project.get(filesFact);
  const wanted = await distinct(
    project,
    own.filter(({ path, kind }) => kind !== 'missing' && /\.(pyw?|ipynb)$/.test(path)),
  );
  if (wanted.length > 0) await loadGrammar();
  const results: ReadResult[] = [];
  for (const { path } of wanted) results.push(await readOne(project, path));
  return joinModules(results, project.settings.project.source);
}

async function readOne(project: Project, path: string): Promise<ReadResult> {
  try {
    return readPython(path, await project.source.bytes(path, limitOf(path)));
  } catch (error) {
    if (!(error instanceof CannotTell)) throw error;
    return { kind: 'unread', unread: { path, reason: error.message } };
  }
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
