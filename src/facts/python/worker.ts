// The thread of a worker: parses batches of files that are handed to it.
import { parentPort } from 'node:worker_threads';
import { loadGrammar } from './grammar.js';
import type { Batch } from './pool.js';
import { readPython } from './read.js';

parentPort?.on('message', async (batch: Batch) => {
  await loadGrammar();
  parentPort?.postMessage(batch.map(({ path, bytes }) => readPython(path, bytes)));
});
