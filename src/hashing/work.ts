import { BLOCK, Block, type BlockMemory } from './block.js';
import { FileReader } from './digest.js';
import type { Algorithm } from './hasher.js';
import { fromHere } from './here.js';
import { asProblem, type HashProblem } from './problem.js';

/** The files of one tree, in memory that threads share. */
export interface Task {
  /** Absolute real path of the tree, or of the file that it consists of. */
  root: string;
  /** Relative to the root of the project, for messages. */
  path: string;
  algorithm: Algorithm;
  blocks: readonly BlockMemory[];
}

/** What all threads work off together. */
export interface Job {
  tasks: readonly Task[];
  /** Stretches of files, in the order in which they are begun: task, block, first row, row after the last. */
  units: Uint32Array;
  counters: Counters;
}

/** How far all threads are, in memory that they share. */
export interface Counters {
  /** The next unit that nobody has begun, and the number of files done. */
  next: Int32Array;
  files: Int32Array;
  bytes: BigInt64Array;
  /** For each task, the number of the first file that could not be hashed. */
  failed: Int32Array;
  /** For each thread, the task and the file that it is at. */
  at: Int32Array;
}

/** Numbers of one unit. */
export const UNIT = 4;
export const NONE = 0x7fffffff;

export interface Failure {
  task: number;
  /** Number of the file in its task. */
  file: number;
  problem: Pick<HashProblem, 'kind' | 'path' | 'message'>;
}

export function countersFor(tasks: number, threads: number): Counters {
  const failed = new Int32Array(new SharedArrayBuffer(tasks * 4)).fill(NONE);
  return {
    next: new Int32Array(new SharedArrayBuffer(4)),
    files: new Int32Array(new SharedArrayBuffer(4)),
    bytes: new BigInt64Array(new SharedArrayBuffer(8)),
    failed,
    at: new Int32Array(new SharedArrayBuffer(threads * 8)).fill(NONE),
  };
}

/**
 * Works off units until there are none left, as the thread of this number, and pauses now and then. Of a task in which a file
 * could not be hashed the files after that one are left out, so that the first one is always the same.
 */
export function* work(
  { tasks, units, counters }: Job,
  thread: number,
  onFailure: (failure: Failure) => void,
): Generator<void> {
  const reader = new FileReader();
  for (;;) {
    const unit = Atomics.add(counters.next, 0, 1) * UNIT;
    if (unit >= units.length) return;
    const [at, nth, from, to] = units.subarray(unit, unit + UNIT) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const task = tasks[at] as Task;
    const block = new Block(task.blocks[nth] as BlockMemory);
    const begins = nth * BLOCK;
    let [bytes, files] = [0, 0];
    // First that there is no file yet: a thread may die in between.
    counters.at[thread * 2 + 1] = NONE;
    counters.at[thread * 2] = at;
    for (let row = from; row < to; row += 1) {
      if (block.isKnown(row)) continue;
      if (begins + row > Atomics.load(counters.failed, at)) break;
      counters.at[thread * 2 + 1] = begins + row;
      files += 1;
      try {
        for (const read of readRow(reader, task, block, row)) {
          Atomics.add(counters.bytes, 0, BigInt(read));
          bytes -= read;
          yield;
        }
        bytes += block.size(row);
      } catch (error) {
        lower(counters.failed, at, begins + row);
        const { kind, path, message } = asProblem(task.path, error);
        onFailure({ task: at, file: begins + row, problem: { kind, path, message } });
      }
    }
    Atomics.add(counters.bytes, 0, BigInt(bytes));
    Atomics.add(counters.files, 0, files);
    yield;
  }
}

function* readRow(reader: FileReader, task: Task, block: Block, row: number): Generator<number> {
  const { path, target } = block.entry(row);
  const real = target ?? inside(fromHere(task.root), path);
  const reading = reader.read(real, inside(task.path, path), task.algorithm, {
    size: block.size(row),
    isState: (state) => block.hasState(row, state),
  });
  const { digest, state } = yield* reading;
  if (!block.hasState(row, state)) block.setState(row, state);
  block.setDigest(row, digest);
}

/** The path of a file of a task, for messages. */
export function pathIn({ path, blocks }: Task, file: number): string {
  const block = new Block(blocks[Math.floor(file / BLOCK)] as BlockMemory);
  return inside(path, block.entry(file % BLOCK).path);
}

/** The path below a folder; of a tree that is one file, its own. */
function inside(folder: string, path: string): string {
  return path === '' ? folder : `${folder}/${path}`;
}

/** Makes a shared number smaller, if it is larger. */
export function lower(numbers: Int32Array, at: number, value: number): void {
  for (let now = Atomics.load(numbers, at); value < now; ) {
    const found = Atomics.compareExchange(numbers, at, now, value);
    if (found === now) return;
    now = found;
  }
}
