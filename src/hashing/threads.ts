import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Survey } from './measure.js';
import type { Failure, Job } from './work.js';

/** What a thread is asked to do: to look at the files of a block, or to hash beside others. */
export type Request = { survey: Survey } | { hash: Job; thread: number };

/** What a thread tells: files that cannot be read, and at the end that it is done. */
export type Message = { failure: Failure } | { done: true };

/** Where the bundle keeps the program of the threads; undefined when run from the sources. */
export function workerFile(): URL | undefined {
  const file = new URL('./hash-worker.js', import.meta.url);
  return existsSync(file) ? file : undefined;
}

/** Bounds of a thread's memory, in MB: what it holds itself is a buffer and short texts. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/** A thread that does one thing after the other. */
export class Thread {
  readonly #worker: Worker;
  readonly file: URL;
  #death: string | undefined;
  #end: () => void = () => {};
  #onFailure: (failure: Failure) => void = () => {};

  constructor(file: URL) {
    this.file = file;
    this.#worker = new Worker(file, { resourceLimits: LIMITS });
    const die = (reason: string) => {
      this.#death ??= reason;
      this.#end();
    };
    this.#worker.on('message', (message: Message) => {
      if ('failure' in message) this.#onFailure(message.failure);
      else this.#end();
    });
    this.#worker.on('error', (error) => die(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', (code) => die(`it stopped with code ${code}`));
    // Last: to listen for messages holds the program, and a thread that never gets work would hold it for ever.
    this.#worker.unref();
  }

  get isDead(): boolean {
    return this.#death !== undefined;
  }

  /** Does what is asked. The answer is why the thread died meanwhile, if it did; it never rejects. */
  async run(request: Request, onFailure: (failure: Failure) => void): Promise<string | undefined> {
    if (this.#death !== undefined) return this.#death;
    this.#onFailure = onFailure;
    // The program stays as long as somebody waits for the answer, and not for an idle thread.
    this.#worker.ref();
    await new Promise<void>((resolve) => {
      this.#end = resolve;
      this.#worker.postMessage(request);
    });
    this.#worker.unref();
    return this.#death;
  }
}

/** Threads that wait for work: what is listed by them is hashed by the same ones. */
const idle: Thread[] = [];

/** So many threads, for the caller alone until they are given back. */
export function takeThreads(file: URL, count: number): Thread[] {
  const usable = idle.filter((thread) => thread.file.href === file.href).slice(0, count);
  for (const thread of usable) idle.splice(idle.indexOf(thread), 1);
  return [...usable, ...Array.from({ length: count - usable.length }, () => new Thread(file))];
}

/** Gives threads back. */
export function giveBack(threads: readonly Thread[]): void {
  idle.push(...threads.filter(({ isDead }) => !isDead));
}
