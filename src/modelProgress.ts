import * as vscode from 'vscode';
import { abortWith } from './shared/model/abortWith';
import { downloadFiles } from './shared/model/modelDownload';
import type { ModelFolder } from './shared/model/modelFolder';
import { totalBytes, type ModelSource, type PinnedFile } from './shared/model/modelPins';

export interface DownloadContext {
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
}

/**
 * Downloads files under a notification that shows the bytes and offers Cancel.
 * @throws PasticheError as `downloadFiles` does, `cancelled` when the person cancels
 */
export async function downloadWithProgress(
  files: readonly PinnedFile[],
  sources: readonly ModelSource[],
  folder: ModelFolder,
  { signal, log }: DownloadContext,
): Promise<void> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Downloading the VGG-19 network'),
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const cancel = new AbortController();
    const unlink = abortWith(cancel, signal);
    token.onCancellationRequested(() => cancel.abort());
    const reporter = new PercentReporter(progress, totalBytes(files));
    await downloadFiles(files, sources, folder, {
      fetch: (url, init) => fetch(url, init),
      signal: cancel.signal,
      onProgress: ({ doneBytes }) => reporter.report(doneBytes),
      log,
    }).finally(unlink);
  });
}

/** Reports once a percent; the bar never runs back, though the bytes do when a file has to start over. */
class PercentReporter {
  private percent = 0;
  private text = '';

  constructor(
    private readonly progress: vscode.Progress<{ message?: string; increment?: number }>,
    private readonly total: number,
  ) {}

  report(doneBytes: number): void {
    const text = vscode.l10n.t('{0} of {1} MB', megabytes(doneBytes), megabytes(this.total));
    if (text === this.text) return;
    this.text = text;
    const percent = Math.max(this.percent, Math.floor((100 * doneBytes) / this.total));
    this.progress.report({ message: text, increment: percent - this.percent });
    this.percent = percent;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
