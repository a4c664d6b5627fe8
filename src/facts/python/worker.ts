// The thread of a worker: parses batches of files that are handed to it.
import { parentPort } from 'node:worker_threads';
import { loadGrammar } from './grammar.js';
import type { Batch } from './pool.js';
import { type PackedFile, packPython } from './read.js';

parentPort?.on('message', async (batch: Batch) => {
  await loadGrammar();
  const files = batch.map(({ path, bytes }) => packPython(path, bytes));
  // The nodes are handed over, not copied.
  parentPort?.postMessage(files, files.flatMap(nodesOf));
});

function nodesOf(file: PackedFile): ArrayBuffer[] {
  if (file.kind === 'source') return [file.text.nodes];
  return file.kind === 'notebook' ? [file.text, ...file.written].map(({ nodes }) => nodes) : [];
}
