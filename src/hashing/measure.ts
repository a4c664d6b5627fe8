import { lstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { BLOCK, Block, type BlockMemory } from './block.js';
import { FileReader } from './digest.js';
import type { Algorithm } from './hasher.js';
import { fromHere } from './here.js';
import { asProblem, HashProblem, notRegular } from './problem.js';
import { giveBack, type Thread, takeThreads, workerFile } from './threads.js';
import type { Counters, Failure } from './work.js';

/** What is asked about the files of one block. */
export interface Survey {
  /** Absolute real path of the tree. */
  root: string;
  /** How the tree is called in messages. */
  path: string;
  block: BlockMemory;
  /** The number of the block's first file. */
  first: number;
  /** Set where small files are hashed in passing, with where to count them. */
  reading: { algorithm: Algorithm; counters: Pick<Counters, 'files' | 'bytes'> } | undefined;
}

/** Blocks that are measured, or read, sooner than threads are started. */
const WORTH_THREADS = 4;
const WORTH_THREADS_READING = 1;
/** Files between two pauses. */
const BREATH = 64;

let reader: FileReader | undefined;

/**
 * Puts the present states of the files of a block into it, and the digests of small ones where that is asked for; states of links
 * are there. Pauses now and then. The first file that is none is told, and ends it.
 */
export function* survey(asked: Survey, onFailure: (failure: Failure) => void): Generator<void> {
  const block = new Block(asked.block);
  const pathOf = block.paths();
  for (let from = 0; from < block.rows; from += BREATH) {
    if (!surveyRows(asked, block, pathOf, from, onFailure)) return;
    yield;
  }
}

/** Up to `BREATH` files of a block; false when one of them is none. Apart from the pauses, since that runs twice as fast. */
function surveyRows(
  { root, path, first, reading }: Survey,
  block: Block,
  pathOf: (row: number) => string | undefined,
  from: number,
  onFailure: (failure: Failure) => void,
): boolean {
  const here = fromHere(root);
  const begun = Date.now();
  const to = Math.min(from + BREATH, block.rows);
  let [files, bytes, whole] = [0, 0, true];
  for (let row = from; row < to; row += 1) {
    const inside = pathOf(row);
    if (inside === undefined) continue;
    const name = `${path}/${inside}`;
    try {
      if (!reading) {
        block.setState(row, measured(`${here}/${inside}`, name));
        continue;
      }
      reader ??= new FileReader();
      const { state, digest } = reader.readSmall(`${here}/${inside}`, name, reading.algorithm, begun);
      block.setState(row, state);
      if (digest === undefined) continue;
      block.setDigest(row, digest);
      files += 1;
      bytes += state.size;
    } catch (error) {
      const { kind, message } = asProblem(name, error);
      onFailure({ task: 0, file: first + row, problem: { kind, path: name, message } });
      whole = false;
      break;
    }
  }
  if (reading && files > 0) {
    Atomics.add(reading.counters.files, 0, files);
    Atomics.add(reading.counters.bytes, 0, BigInt(bytes));
  }
  return whole;
}

function measured(real: string, name: string) {
  const stat = lstatSync(real);
  if (!stat.isFile()) throw notRegular(name);
  return stat;
}

/** Which threads may be used. */
export interface ThreadOptions {
  /** How many threads may be started; as many as there are cores unless given. */
  jobs?: number | undefined;
  /** The program of the threads, in place of the bundled one. */
  worker?: URL | undefined;
}

/** Measures blocks as they come: of many, in several threads while the caller goes on listing. */
export class Surveyor {
  /** What was hashed in passing. */
  readonly counters = {
    files: new Int32Array(new SharedArrayBuffer(4)),
    bytes: new BigInt64Array(new SharedArrayBuffer(8)),
  };
  readonly #of: Pick<Survey, 'root' | 'path' | 'reading'>;
  readonly #worker: URL | undefined;
  readonly #jobs: number;
  readonly #waiting: Survey[] = [];
  readonly #running = new Set<Promise<void>>();
  #threads: Thread[] | undefined;
  readonly #free: Thread[] = [];
  #count = 0;
  #failure: Failure | undefined;

  /** `reading` is the algorithm of the small files that are to be hashed in passing; none are unless given. */
  constructor(
    { root, path, reading }: { root: string; path: string; reading: Algorithm | undefined },
    { jobs = availableParallelism(), worker = workerFile() }: ThreadOptions = {},
  ) {
    const { counters } = this;
    this.#of = { root, path, reading: reading && { algorithm: reading, counters } };
    this.#jobs = jobs;
    this.#worker = worker;
  }

  /** Takes the next block of the tree. */
  add({ memory }: Block): void {
    const first = this.#count * BLOCK;
    this.#count += 1;
    // Of several failures the first file's counts, and those of what waits all come later.
    if (this.#failure) return;
    this.#waiting.push({ ...this.#of, block: memory, first });
    const worth = this.#of.reading ? WORTH_THREADS_READING : WORTH_THREADS;
    if (this.#worker && this.#jobs > 1 && !this.#threads && this.#count > worth) {
      // One core is this thread's: it lists, and measures what is left after that.
      this.#threads = takeThreads(this.#worker, this.#jobs - 1);
      this.#free.push(...this.#threads);
    }
    this.#feed();
  }

  /** Waits until all blocks are measured. Throws `HashProblem` about the first file that is not a regular one or not there. */
  async done(): Promise<void> {
    for (;;) {
      const work = this.#waiting.shift();
      if (work) await this.#here(work);
      else if (this.#running.size > 0) await Promise.race(this.#running);
      else break;
    }
    if (!this.#failure) return;
    const { kind, path, message } = this.#failure.problem;
    throw new HashProblem(kind, path, message);
  }

  /** Gives the threads back; what was not measured stays so. */
  async end(): Promise<void> {
    this.#waiting.length = 0;
    await Promise.all(this.#running);
    giveBack(this.#threads ?? []);
    this.#threads = [];
  }

  #feed(): void {
    while (this.#free.length > 0) {
      const work = this.#waiting.shift();
      if (!work) return;
      const running = this.#run(this.#free.pop() as Thread, work).finally(() =>
        this.#running.delete(running),
      );
      this.#running.add(running);
    }
  }

  async #run(thread: Thread, work: Survey): Promise<void> {
    const death = await thread.run({ survey: work }, this.#fail);
    if (death !== undefined) return this.#here(work);
    this.#free.push(thread);
    this.#feed();
  }

  /** Measures a block without a thread. */
  async #here(work: Survey): Promise<void> {
    for (const _ of survey(work, this.#fail)) await new Promise((resume) => setImmediate(resume));
  }

  readonly #fail = (failure: Failure) => {
    this.#waiting.length = 0;
    if (!this.#failure || failure.file < this.#failure.file) this.#failure = failure;
  };
}
