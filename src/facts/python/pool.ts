import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { loadGrammar } from './grammar.js';
import { type PackedFile, type ReadResult, unpackPython } from './read.js';

/** Files for one message to a worker. */
export type Batch = { path: string; bytes: Uint8Array }[];

/** A worker's bound of memory, in MB: tight, so that it collects its garbage, but wide where a notebook is large. */
const MEMORY_MB = 128;
const WIDE_MEMORY_MB = 1024;
/** Bytes of a file from which a worker gets more memory. */
export const LARGE_FILE = 8_000_000;

/** Where the bundle keeps the worker; undefined when run from the sources. */
export function workerFile(): URL | undefined {
  const file = new URL('./python-worker.js', import.meta.url);
  return existsSync(fileURLToPath(file)) ? file : undefined;
}

/** One worker thread, and the batch it is at. */
class Thread {
  readonly #worker: Worker;
  /** Why the thread is no more. */
  #death: Error | undefined;
  #settle: ((files: PackedFile[] | Error) => void) | undefined;

  constructor(file: URL, large: boolean) {
    const resourceLimits = {
      maxOldGenerationSizeMb: large ? WIDE_MEMORY_MB : MEMORY_MB,
      maxYoungGenerationSizeMb: 6,
      stackSizeMb: 8,
    };
    this.#worker = new Worker(file, { resourceLimits });
    this.#worker.on('message', (files: PackedFile[]) => this.#settle?.(files));
    this.#worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => this.#die(new Error(`the worker stopped with code ${code}`)));
  }

  #die(error: Error): void {
    this.#death ??= error;
    this.#settle?.(this.#death);
  }

  /** What was parsed of a batch, or why the thread died of it. */
  read(batch: Batch): Promise<PackedFile[] | Error> {
    return new Promise((resolve) => {
      if (this.#death) {
        resolve(this.#death);
        return;
      }
      this.#settle = resolve;
      // The bytes are handed over: they are the batch's own copy.
      this.#worker.postMessage(
        batch,
        batch.map(({ bytes }) => bytes.buffer as ArrayBuffer),
      );
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * Reads files in worker threads. `next` gives the bytes of the next files, undefined when there are no more; it is called
 * again while batches are under way. A file that kills its worker is told as unread; at the deadline (as `performance.now()`)
 * the workers are stopped, and what they were at is left out.
 */
export async function readInWorkers(
  file: URL,
  { count, large }: { count: number; large: boolean },
  next: () => Promise<Batch | undefined>,
  note: (result: ReadResult) => void,
  deadline: number,
): Promise<void> {
  const threads = new Set<Thread>();
  const stopAll = () => Promise.all([...threads].map((thread) => thread.stop()));
  const timer = setTimeout(stopAll, Math.max(0, deadline - performance.now()));
  // What they parse is read here: the nodes come without a copy, what is read of them would be copied in and out.
  const take = (batch: Batch, files: readonly PackedFile[]) => {
    for (const [at, file] of files.entries()) note(unpackPython(batch[at]!.path, file));
  };
  const work = async () => {
    let thread = new Thread(file, large);
    threads.add(thread);
    const replace = async () => {
      threads.delete(thread);
      await thread.stop();
      thread = new Thread(file, large);
      threads.add(thread);
    };
    await loadGrammar();
    let ahead = next();
    for (let batch = await ahead; batch && performance.now() < deadline; batch = await ahead) {
      // The next files are read from disk while these are parsed.
      ahead = next();
      ahead.catch(() => {});
      const results = await thread.read(
        batch.map(({ path, bytes }) => ({ path, bytes: new Uint8Array(bytes) })),
      );
      if (!(results instanceof Error)) {
        take(batch, results);
        continue;
      }
      if (performance.now() >= deadline) return;
      // One of them killed the thread: each gets one of its own.
      for (const entry of batch) {
        await replace();
        const alone = await thread.read([{ path: entry.path, bytes: new Uint8Array(entry.bytes) }]);
        if (performance.now() >= deadline) return;
        const reason = `the parser failed on it: ${alone instanceof Error ? alone.message : ''}`;
        if (!(alone instanceof Error)) take([entry], alone);
        else note({ kind: 'unread', unread: { path: entry.path, reason } });
      }
      await replace();
    }
  };
  try {
    await Promise.all(Array.from({ length: count }, work));
  } finally {
    clearTimeout(timer);
    await stopAll();
  }
}
