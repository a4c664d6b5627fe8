import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { compact } from './compact.js';
import type { ReadResult } from './read.js';

/** Files for one message to a worker. */
export type Batch = { path: string; bytes: Uint8Array }[];

/** Bounds of one worker's memory: a notebook may be large, a runaway must not take the machine. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 6, stackSizeMb: 8 };

/** Where the bundle keeps the worker; undefined when run from the sources. */
export function workerFile(): URL | undefined {
  const file = new URL('./python-worker.js', import.meta.url);
  return existsSync(fileURLToPath(file)) ? file : undefined;
}

/** One worker thread, and the batch it is at. */
class Thread {
  readonly #worker: Worker;
  #settle: ((results: ReadResult[] | Error) => void) | undefined;

  constructor(file: URL) {
    this.#worker = new Worker(file, { resourceLimits: RESOURCE_LIMITS });
    this.#worker.on('message', (results: ReadResult[]) => this.#settle?.(results));
    this.#worker.on('error', (error) =>
      this.#settle?.(error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on('exit', (code) => this.#settle?.(new Error(`stopped with code ${code}`)));
  }

  /** The results of a batch, or why the thread died of it. */
  read(batch: Batch): Promise<ReadResult[] | Error> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      // The bytes are handed over, not copied.
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
  count: number,
  next: () => Promise<Batch | undefined>,
  onResults: (results: ReadResult[]) => void,
  deadline: number,
): Promise<void> {
  const threads = new Set<Thread>();
  const stopAll = () => Promise.all([...threads].map((thread) => thread.stop()));
  const timer = setTimeout(stopAll, Math.max(0, deadline - performance.now()));
  const work = async () => {
    let thread = new Thread(file);
    threads.add(thread);
    const replace = async () => {
      threads.delete(thread);
      await thread.stop();
      thread = new Thread(file);
      threads.add(thread);
    };
    let ahead = next();
    for (let batch = await ahead; batch && performance.now() < deadline; batch = await ahead) {
      // The next files are read from disk while these are parsed.
      ahead = next();
      ahead.catch(() => {});
      const paths = batch.map(({ path }) => path);
      const copies = batch.map(({ path, bytes }) => ({ path, bytes: ownCopy(bytes) }));
      const results = await thread.read(copies);
      if (!(results instanceof Error)) {
        for (const result of results) if (result.kind === 'module') compact(result.module);
        onResults(results);
        continue;
      }
      if (performance.now() >= deadline) return;
      onResults(
        paths.map((path) => ({
          kind: 'unread',
          unread: { path, reason: `the parser failed on it or on a file beside it: ${results.message}` },
        })),
      );
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

/** Bytes in a buffer of their own, which can be handed over whole. */
function ownCopy(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
    ? bytes
    : new Uint8Array(bytes);
}
