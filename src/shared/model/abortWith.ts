/**
 * Aborts `controller` as soon as `signal` fires. Unlike with `AbortSignal.any` the link can be ended, so that a signal that
 * outlives many requests does not keep their listeners.
 * @returns a function that ends the link
 */
export function abortWith(controller: AbortController, signal: AbortSignal | undefined): () => void {
  const abort = (): void => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return () => signal?.removeEventListener('abort', abort);
}
