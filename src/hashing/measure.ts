import { lstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { BLOCK, Block } from './block.js';
import { stateOf } from './digest.js';
import { asProblem, HashProblem } from './problem.js';
import { giveBack, type Request, type Thread, takeThreads, workerFile } from './threads.js';
import type { Failure } from './work.js';

type Work = Extract<Request, { measure: unknown }>['measure'];

/** Blocks that are measured sooner than threads are started. */
const WORTH_THREADS = 4;

/** Puts the present states of the files of a block into it; those of links are there. The first file that is none is told. */
export function measure(
  { root, path, block: memory, first }: Work,
  onFailure: (failure: Failure) => void,
): void {
  const block = new Block(memory);
  for (let row = 0; row < block.rows; row += 1) {
    const { path: inside, target } = block.entry(row);
    if (target !== undefined) continue;
    const name = `${path}/${inside}`;
    try {
      const stat = lstatSync(`${root}/${inside}`);
      if (!stat.isFile()) throw new HashProblem('unreadable', name, `${name} is not a regular file`);
      block.setState(row, stateOf(stat));
    } catch (error) {
      const { kind, message } = asProblem(name, error);
      onFailure({ task: 0, file: first + row, problem: { kind, path: name, message } });
      return;
    }
  }
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
  readonly #root: string;
  readonly #path: string;
  readonly #worker: URL | undefined;
  readonly #jobs: number;
  readonly #waiting: Work[] = [];
  readonly #running = new Set<Promise<void>>();
  #threads: Thread[] | undefined;
  readonly #free: Thread[] = [];
  #count = 0;
  #failure: Failure | undefined;

  constructor(
    root: string,
    path: string,
    { jobs = availableParallelism(), worker = workerFile() }: ThreadOptions = {},
  ) {
    this.#root = root;
    this.#path = path;
    this.#jobs = jobs;
    this.#worker = worker;
  }

  /** Takes the next block of the tree. */
  add({ memory }: Block): void {
    this.#waiting.push({ root: this.#root, path: this.#path, block: memory, first: this.#count * BLOCK });
    this.#count += 1;
    if (this.#worker && this.#jobs > 1 && !this.#threads && this.#count > WORTH_THREADS) {
      this.#threads = takeThreads(this.#worker, this.#jobs);
      this.#free.push(...this.#threads);
    }
    this.#feed();
  }

  /** Waits until all blocks are measured. Throws `HashProblem` about the first file that is not a regular one or not there. */
  async done(): Promise<void> {
    for (let work = this.#waiting.shift(); work; work = this.#waiting.shift()) {
      measure(work, this.#fail);
      await new Promise((resume) => setImmediate(resume));
    }
    await Promise.all(this.#running);
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

  async #run(thread: Thread, work: Work): Promise<void> {
    const death = await thread.run({ measure: work }, this.#fail);
    if (death !== undefined) measure(work, this.#fail);
    else {
      this.#free.push(thread);
      this.#feed();
    }
  }

  readonly #fail = (failure: Failure) => {
    if (!this.#failure || failure.file < this.#failure.file) this.#failure = failure;
  };
}
