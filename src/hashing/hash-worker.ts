// The program of a thread: measures and hashes files beside others, in memory that all of them share.
import { parentPort } from 'node:worker_threads';
import { measure } from './measure.js';
import type { Message, Request } from './threads.js';
import { work } from './work.js';

const tell = (message: Message) => parentPort?.postMessage(message);
parentPort?.on('message', (request: Request) => {
  if ('measure' in request) measure(request.measure, (failure) => tell({ failure }));
  else for (const _ of work(request.hash, request.thread, (failure) => tell({ failure })));
  tell({ done: true });
});
