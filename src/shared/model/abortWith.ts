/**
 * Aborts `controller` as soon as `signal` fires; unlike `AbortSignal.any`, the link can be ended, so that a signal which
 * outlives many requests does not gather them.
 * @returns ends the link
 */
export function abortWith(controller: AbortController, signal: AbortSignal | undefined): () => void {
  const abort = (): void => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return () => signal?.removeEventListener('abort', abort);
}
