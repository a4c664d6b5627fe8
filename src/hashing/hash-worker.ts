// The program of a thread: measures and hashes files beside others, in memory that all of them share.
import { parentPort } from 'node:worker_threads';
import { survey } from './measure.js';
import type { Message, Request } from './threads.js';
import { type Failure, work } from './work.js';

const tell = (message: Message) => parentPort?.postMessage(message);
parentPort?.on('message', (request: Request) => {
  const onFailure = (failure: Failure) => tell({ failure });
  const steps =
    'survey' in request ? survey(request.survey, onFailure) : work(request.hash, request.thread, onFailure);
  for (const _ of steps);
  tell({ done: true });
});
