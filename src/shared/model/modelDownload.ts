import { throwIfAborted } from '../errors';
import { abortWith } from './abortWith';
import { downloadFile } from './fileDownload';
import type { ModelFolder } from './modelFolder';
import { totalBytes, type ModelSource, type PinnedFile } from './modelPins';
import type { Fetch } from './requestBytes';
import { SourceRanking } from './sourceRanking';

export interface DownloadProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface DownloadOptions {
  readonly fetch: Fetch;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Logs a line about a source that failed. */
  readonly log?: (text: string) => void;
  /** Milliseconds after which a source that does not answer, or sends too slowly, is given up; 20 s by default. */
  readonly stallMs?: number;
}

/** Files downloaded at a time: more would share the same line, fewer would leave it idle between two files. */
const filesAtOnce = 3;

/**
 * Downloads files into a folder, each checked against its pin before it gets its name. After a rejection or an abort the
 * whole files stay.
 * @throws PasticheError `network`, `model` or `cancelled`, of the first file that failed
 */
export async function downloadFiles(
  files: readonly PinnedFile[],
  sources: readonly ModelSource[],
  folder: ModelFolder,
  options: DownloadOptions,
): Promise<void> {
  const held = new Map<string, number>();
  const total = totalBytes(files);
  const report = (name: string, bytes: number): void => {
    held.set(name, bytes);
    const doneBytes = [...held.values()].reduce((sum, part) => sum + part, 0);
    options.onProgress?.({ doneBytes, totalBytes: total });
  };

  const stop = new AbortController();
  const unlink = abortWith(stop, options.signal);
  const ranking = new SourceRanking(sources);
  const waiting = [...files];
  const errors: unknown[] = [];

  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file && !stop.signal.aborted; file = waiting.shift()) {
      const { name } = file;
      await downloadFile(file, folder, ranking, {
        fetch: options.fetch,
        signal: stop.signal,
        stallMs: options.stallMs ?? 20_000,
        onBytes: bytes => report(name, bytes),
        log: options.log ?? (() => undefined),
      });
    }
  };
  // All downloads must have settled before the caller may try again.
  await Promise.all(
    Array.from({ length: filesAtOnce }, () =>
      work().catch((thrown: unknown) => {
        errors.push(thrown);
        stop.abort();
      }),
    ),
  );
  unlink();
  if (errors.length > 0) throw errors[0];
  throwIfAborted(options.signal);
}
