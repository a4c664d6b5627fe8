import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type Failure, type Job, lower, NONE, pathIn } from './work.js';

/** What a worker gets to begin with. */
export interface WorkerTask {
  job: Job;
  thread: number;
}

/** What a worker tells. */
export type WorkerMessage = { failure: Failure } | { done: true };

/** Where the bundle keeps the worker; undefined when run from the sources. */
export function workerFile(): URL | undefined {
  const file = new URL('./hash-worker.js', import.meta.url);
  return existsSync(file) ? file : undefined;
}

/** Bounds of a worker's memory, in MB: what it holds itself is a buffer and short texts. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/**
 * Works a job off in several threads. A thread that dies is told as a failure of the file that it was at; the others go on.
 */
export async function workInThreads(
  file: URL,
  job: Job,
  threads: number,
  onFailure: (failure: Failure) => void,
): Promise<void> {
  const started = Array.from({ length: threads }, (_, thread) =>
    startThread(file, { job, thread }, onFailure),
  );
  try {
    await Promise.all(started.map(({ ended }) => ended));
  } finally {
    await Promise.all(started.map(({ worker }) => worker.terminate()));
  }
}

function startThread(file: URL, task: WorkerTask, onFailure: (failure: Failure) => void) {
  const worker = new Worker(file, { workerData: task, resourceLimits: LIMITS });
  const ended = new Promise<void>((resolve) => {
    let over = false;
    const end = (death?: string) => {
      const failure = over || death === undefined ? undefined : deathOf(task, death);
      over = true;
      if (failure) onFailure(failure);
      resolve();
    };
    worker.on('message', (message: WorkerMessage) => {
      if ('failure' in message) onFailure(message.failure);
      else end();
    });
    worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => end(`it stopped with code ${code}`));
  });
  return { worker, ended };
}

/** The failure of the file that a thread died at; undefined when it had begun none, and others will. */
function deathOf({ job, thread }: WorkerTask, reason: string): Failure | undefined {
  const [task = NONE, file = NONE] = job.counters.at.subarray(thread * 2, thread * 2 + 2);
  const found = job.tasks[task];
  if (!found || file === NONE) return undefined;
  lower(job.counters.failed, task, file);
  const path = pathIn(found, file);
  const message = `${path} cannot be read (the thread that read it died: ${reason})`;
  return { task, file, problem: { kind: 'unreadable', path, message } };
}
