import { errorText, PasticheError } from '../../src/shared/errors';

/**
 * Starts a worker from one of the extension's own scripts, by a blob, since a webview may not start workers from its uris.
 * @throws PasticheError `internal` when the script cannot be loaded or the worker cannot be started
 */
export async function startWorker(uri: string): Promise<Worker> {
  const script = await fetchAsset(uri);
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    return new Worker(url);
  } catch (thrown) {
    throw notStarted(errorText(thrown), thrown);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * The error of a worker that did not start. No attempt is made on the page's own thread, which a run would block for
 * minutes.
 */
export function notStarted(reason: string | undefined, cause?: unknown): PasticheError {
  return new PasticheError(
    'internal',
    `The engine's worker could not be started: ${reason || 'this window allows none'}.`,
    'Reload the window. In a browser, allow workers for this site, or use another browser or the desktop VS Code.',
    { cause },
  );
}

/** Loads one of the extension's own files. */
export async function fetchAsset(uri: string): Promise<ArrayBuffer> {
  const problem = (reason: string, cause?: unknown): PasticheError =>
    new PasticheError(
      'internal',
      `The studio's own file ${uri.slice(uri.lastIndexOf('/') + 1)} could not be loaded: ${reason}.`,
      'Reload the window, or install Pastiche again.',
      { cause },
    );
  let response: Response;
  try {
    response = await fetch(uri);
  } catch (cause) {
    throw problem('no answer', cause);
  }
  if (!response.ok) throw problem(`status ${response.status}`);
  return await response.arrayBuffer();
}
