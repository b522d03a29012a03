import * as vscode from 'vscode';
import { showMessage } from '../studio/showMessage';
import { errorText, type PasticheError } from '../shared/errors';

export type FailureAnswer =
  | { readonly kind: 'retry' }
  | { readonly kind: 'folder'; readonly folder: vscode.Uri }
  | { readonly kind: 'pocket' }
  | { readonly kind: 'cancelled' };

/**
 * Shows why there are no weights of VGG-19, which the settings ask for by name, and asks how to go on. Dismissing the
 * question, or `signal`, cancels.
 */
export async function askAfterFailure(error: PasticheError, signal: AbortSignal): Promise<FailureAnswer> {
  const retry = vscode.l10n.t('Retry');
  const choose = vscode.l10n.t('Choose Folder…');
  const pocket = vscode.l10n.t('Use Pocket Network');
  for (;;) {
    const shown = showMessage('error', errorText(error), retry, choose, pocket);
    switch (await Promise.race([shown, aborted(signal)])) {
      case retry:
        return { kind: 'retry' };
      case pocket:
        return { kind: 'pocket' };
      case choose: {
        const folder = await chooseFolder();
        if (folder) return { kind: 'folder', folder };
        break; // The dialog was closed, so the question is asked again.
      }
      default:
        return { kind: 'cancelled' };
    }
  }
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Folder with the files of VGG-19'),
    openLabel: vscode.l10n.t('Use This Folder'),
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
  });
  return folders?.[0];
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise(resolve => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
