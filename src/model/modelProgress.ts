import * as vscode from 'vscode';
import { abortWith } from '../shared/model/abortWith';
import { downloadFiles } from '../shared/model/modelDownload';
import type { ModelFolder } from '../shared/model/modelFolder';
import { totalBytes, type ModelSource, type PinnedFile } from '../shared/model/modelPins';

export interface DownloadContext {
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
  /** True shows progress in the status bar, since nobody waits for it; else in a notification that offers Cancel. */
  readonly inBackground?: boolean;
  readonly onPercent?: (percent: number) => void;
}

/**
 * Downloads files and shows how far that has come.
 * @throws PasticheError the errors of `downloadFiles`, `cancelled` also when the person cancels
 */
export async function downloadWithProgress(
  files: readonly PinnedFile[],
  sources: readonly ModelSource[],
  folder: ModelFolder,
  { signal, log, inBackground = false, onPercent }: DownloadContext,
): Promise<void> {
  const options = {
    location: inBackground ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Downloading the VGG-19 network'),
    cancellable: !inBackground,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    const cancel = new AbortController();
    const unlink = abortWith(cancel, signal);
    token.onCancellationRequested(() => cancel.abort());
    const reporter = new PercentReporter(progress, totalBytes(files), onPercent);
    await downloadFiles(files, sources, folder, {
      fetch: (url, init) => fetch(url, init),
      signal: cancel.signal,
      onProgress: ({ doneBytes }) => reporter.report(doneBytes),
      log,
    }).finally(unlink);
  });
}

/** Shows megabytes, to a tenth, and percent. The bar never runs back, though the bytes do when a file has to start over. */
class PercentReporter {
  private percent = 0;
  private text = '';

  constructor(
    private readonly progress: vscode.Progress<{ message?: string; increment?: number }>,
    private readonly total: number,
    private readonly onPercent: ((percent: number) => void) | undefined,
  ) {}

  report(doneBytes: number): void {
    const text = vscode.l10n.t('{0} of {1} MB', megabytes(doneBytes), megabytes(this.total));
    if (text === this.text) return;
    this.text = text;
    const percent = Math.max(this.percent, Math.floor((100 * doneBytes) / this.total));
    this.progress.report({ message: text, increment: percent - this.percent });
    if (percent > this.percent) this.onPercent?.(percent);
    this.percent = percent;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
