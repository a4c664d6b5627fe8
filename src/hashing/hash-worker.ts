// The thread of a worker: hashes files beside others, in memory that all of them share.
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerMessage, WorkerTask } from './threads.js';
import { work } from './work.js';

const { job, thread } = workerData as WorkerTask;
const tell = (message: WorkerMessage) => parentPort?.postMessage(message);
for (const _ of work(job, thread, (failure) => tell({ failure })));
tell({ done: true });
