import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Thread, Threads } from '../../../webview/engine/support/threads';

/** Code that gives Node's worker the members that a browser's worker has by itself. */
const workerScope = `
const { parentPort } = require('node:worker_threads');
globalThis.postMessage = message => parentPort.postMessage(message);
parentPort.once('message', data => globalThis.onmessage({ data }));
`;

/** Node's threads as the engine uses them. */
export const nodeThreads: Threads = { count: availableParallelism(), start };

async function start(script: string, message: unknown): Promise<Thread> {
  // Options of this process are not passed on: a TypeScript loader would slow down the start of each thread.
  const worker = new Worker(workerScope + script, { eval: true, execArgv: [] });
  worker.postMessage(message);
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code => reject(new Error(`A thread ended with code ${code} before it had started.`)));
  });
  // The thread now only waits for work, which must not keep the process alive.
  worker.unref();
  return { end: () => void worker.terminate() };
}
