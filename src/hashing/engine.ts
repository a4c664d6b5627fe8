import { availableParallelism } from 'node:os';
import type { FileTable } from './file-table.js';
import { type Algorithm, DIGITS } from './hasher.js';
import type { Read } from './listing.js';
import type { ThreadOptions } from './measure.js';
import { HashProblem } from './problem.js';
import { giveBack, takeThreads, workerFile } from './threads.js';
import { countersFor, type Failure, type Job, lower, NONE, pathIn, type Task, UNIT, work } from './work.js';

/** The files of one tree that are to be hashed. */
export interface HashTask {
  /** With the root that they lie in. */
  files: FileTable & { root: string };
  /** How the tree is called in messages: its path relative to the root of the project. */
  path: string;
  algorithm: Algorithm;
}

/** How far hashing is. */
export interface HashProgress {
  /** Bytes; the total is not known while files are still listed. */
  done: number;
  total?: number;
  files: { done: number; total?: number };
}

export interface EngineOptions extends ThreadOptions {
  onProgress?: ((progress: HashProgress) => void) | undefined;
  /** What was read before, which the progress counts too. */
  before?: Read | undefined;
}

/** What reading one more file costs, in bytes that could be hashed meanwhile. */
const COST_OF_A_FILE = 16 * 1024;
/** Work of a unit; a file of more is one alone. Small enough that all threads end at about the same time. */
const UNIT_COST = 4 * 1024 * 1024;
/** Less work than this is done sooner than threads are started (about 40 ms). */
const WORTH_THREADS = 96 * 1024 * 1024;
const PROGRESS_MS = 100;

/**
 * Fills the tables with the digests of all files; what is known already is not read. The answer has, for each task, the problem with the first of its files that
 * cannot be hashed, if there is one; its other digests may be missing then. Much work is done by several threads beside this one.
 */
export async function hashTasks(
  tasks: readonly HashTask[],
  { jobs = availableParallelism(), onProgress = () => {}, worker = workerFile(), before }: EngineOptions = {},
): Promise<(HashProblem | undefined)[]> {
  for (const { files, algorithm } of tasks) files.width = DIGITS[algorithm] / 2;
  const { units, cost, files, bytes } = unitsOf(tasks);
  const several = Math.min(jobs, units.length / UNIT);
  const threads = worker && cost >= WORTH_THREADS && several > 1 ? several : 0;
  const counters = countersFor(tasks.length, Math.max(1, threads));
  const job: Job = { tasks: tasks.map(sharedTask), units, counters };
  const failures: (Failure | undefined)[] = tasks.map(() => undefined);
  const onFailure = (failure: Failure) => {
    const before = failures[failure.task];
    if (!before || failure.file < before.file) failures[failure.task] = failure;
  };
  const begun = before ?? { files: 0, bytes: 0 };
  const tell = () =>
    onProgress({
      done: begun.bytes + Number(Atomics.load(counters.bytes, 0)),
      total: begun.bytes + bytes,
      files: { done: begun.files + Atomics.load(counters.files, 0), total: begun.files + files },
    });
  const timer = setInterval(tell, PROGRESS_MS);
  try {
    if (worker && threads > 0) await inThreads(worker, job, threads, onFailure);
    // All of the work, or what threads that died have left.
    for (const _ of work(job, 0, onFailure)) await new Promise((resume) => setImmediate(resume));
    tell();
  } finally {
    clearInterval(timer);
  }
  return failures.map((failure) => {
    if (!failure) return undefined;
    const { kind, path, message } = failure.problem;
    return new HashProblem(kind, path, message);
  });
}

/** Works a job off in several threads. One that dies is told as a failure of the file that it was at; the others go on. */
async function inThreads(
  file: URL,
  job: Job,
  count: number,
  onFailure: (failure: Failure) => void,
): Promise<void> {
  const threads = takeThreads(file, count);
  const run = async (at: number) => {
    const death = await threads[at]?.run({ hash: job, thread: at }, onFailure);
    const failure = death === undefined ? undefined : deathOf(job, at, death);
    if (failure) onFailure(failure);
  };
  await Promise.all(threads.map((_, at) => run(at)));
  giveBack(threads);
}

/** The failure of the file that a thread died at; undefined when it had begun none, and others will. */
function deathOf({ counters, tasks }: Job, thread: number, reason: string): Failure | undefined {
  const [task = NONE, file = NONE] = counters.at.subarray(thread * 2, thread * 2 + 2);
  const found = tasks[task];
  if (!found || file === NONE) return undefined;
  lower(counters.failed, task, file);
  const path = pathIn(found, file);
  const message = `${path} cannot be read (the thread that read it died: ${reason})`;
  return { task, file, problem: { kind: 'unreadable', path, message } };
}

function sharedTask({ files, path, algorithm }: HashTask): Task {
  return { root: files.root, path, algorithm, blocks: files.blocks.map(({ memory }) => memory) };
}

/** The stretches to work off: large files alone, the largest first, so that no thread begins one at the end; then the others. */
function unitsOf(tasks: readonly HashTask[]): {
  units: Uint32Array;
  cost: number;
  files: number;
  bytes: number;
} {
  const large: { size: number; unit: number[] }[] = [];
  const small: number[] = [];
  let [files, bytes] = [0, 0];
  for (const [at, task] of tasks.entries()) {
    for (const [nth, block] of task.files.blocks.entries()) {
      let [from, gathered] = [-1, 0];
      const close = (to: number) => {
        if (from >= 0) small.push(at, nth, from, to);
        [from, gathered] = [-1, 0];
      };
      for (let row = 0; row < block.rows; row += 1) {
        if (block.isKnown(row)) continue;
        const size = block.size(row);
        files += 1;
        bytes += size;
        if (size >= UNIT_COST) {
          close(row);
          large.push({ size, unit: [at, nth, row, row + 1] });
          continue;
        }
        if (from < 0) from = row;
        gathered += size + COST_OF_A_FILE;
        if (gathered >= UNIT_COST) close(row + 1);
      }
      close(block.rows);
    }
  }
  large.sort((a, b) => b.size - a.size);
  const numbers = [...large.flatMap(({ unit }) => unit), ...small];
  const units = new Uint32Array(new SharedArrayBuffer(numbers.length * 4));
  units.set(numbers);
  return { units, cost: bytes + files * COST_OF_A_FILE, files, bytes };
}
