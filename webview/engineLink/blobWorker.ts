import { errorText, PasticheError } from '../../src/shared/errors';

/**
 * Starts a worker from one of the extension's own scripts: it cannot start from a webview's own uri, only from a blob.
 * @throws PasticheError `internal` when the script cannot be had, or no worker be started
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

/** The engine runs in a worker alone: on the page's own thread it would freeze the panel for minutes. */
export function notStarted(reason: string | undefined, cause?: unknown): PasticheError {
  return new PasticheError(
    'internal',
    `The engine's worker could not be started: ${reason || 'this window allows none'}.`,
    'Reload the window. In a browser, allow workers for this site, or use another browser or the desktop VS Code.',
    { cause },
  );
}

/** Loads a file of the extension's own. */
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
