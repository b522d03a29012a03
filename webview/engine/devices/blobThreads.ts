import type { Thread, Threads } from '../support/threads';

/** Threads as workers of this worker; undefined where the page is not cross-origin isolated, and memory not shared. */
export function blobThreads(): Threads | undefined {
  return globalThis.crossOriginIsolated ? { count: navigator.hardwareConcurrency, start } : undefined;
}

function start(script: string, message: unknown): Promise<Thread> {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Promise<Thread>((resolve, reject) => {
    const worker = new Worker(url);
    worker.onmessage = () => resolve({ end: () => worker.terminate() });
    worker.onerror = event => {
      event.preventDefault();
      reject(new Error(event.message || 'A worker could not be started.'));
    };
    worker.postMessage(message);
  }).finally(() => URL.revokeObjectURL(url));
}
