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

/**
 * Loads one of the extension's own files; a second time where VS Code did not answer, as it does (408) on a busy machine.
 * @throws PasticheError `internal`, naming the file
 */
export async function fetchAsset(uri: string): Promise<ArrayBuffer> {
  const first = await answerOf(uri);
  const { response, cause } = isWorthRepeating(first) ? await answerOf(uri) : first;
  if (response?.ok) return await response.arrayBuffer();
  const reason = response ? `status ${response.status}` : 'no answer';
  throw new PasticheError(
    'internal',
    `The studio's own file ${uri.slice(uri.lastIndexOf('/') + 1)} could not be loaded: ${reason}.`,
    'Reload the window, or install Pastiche again.',
    { cause },
  );
}

interface Answer {
  readonly response?: Response;
  /** Why there is no response. */
  readonly cause?: unknown;
}

async function answerOf(uri: string): Promise<Answer> {
  try {
    return { response: await fetch(uri) };
  } catch (cause) {
    return { cause };
  }
}

/** Whether a second attempt may end otherwise: no answer, one that came too late, or a server in trouble. */
function isWorthRepeating({ response }: Answer): boolean {
  return !response || response.status === 408 || response.status >= 500;
}
