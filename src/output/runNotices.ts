import * as vscode from 'vscode';
import type { ErrorNotice } from '../studio/errorNotice';
import { folderLabelOf, labelOf } from '../images/paths';
import { errorText, type PasticheError } from '../shared/errors';
import type { ModelLabel } from '../shared/messages/output';
import { showMessage } from '../studio/showMessage';

/** A picture that was written. */
export interface SavedPicture {
  readonly uri: vscode.Uri;
  /** The network that painted it; absent where that has been told. */
  readonly model?: ModelLabel;
}

interface FailedRun {
  /** File name of the content image. */
  readonly content: string;
  readonly error: PasticheError;
}

/** Notifies how runs ended: once for a single run, and once for a whole queue. */
export class RunNotices {
  private saved: SavedPicture[] = [];
  private failures: FailedRun[] = [];
  private unsaved: FailedRun[] = [];

  constructor(
    private readonly errors: ErrorNotice,
    private readonly studio: { isVisible(): boolean; reveal(): void; saveUnsaved(): void },
  ) {}

  /** @param waiting jobs that start by themselves after this one; the last of them notifies of all */
  addSaved(picture: SavedPicture, waiting = 0): void {
    this.saved.push(picture);
    if (waiting === 0) this.flush();
  }

  addFailure(failure: FailedRun, waiting = 0): void {
    this.errors.note(failure.error);
    this.failures.push(failure);
    if (waiting === 0) this.flush();
  }

  /** A picture of a queue could not be written. The studio has it still, and shows that of a single one itself. */
  addUnsaved(failure: FailedRun, waiting = 0): void {
    this.errors.note(failure.error);
    this.unsaved.push(failure);
    if (waiting === 0) this.flush();
  }

  /** Shows the results gathered so far; to be called when the jobs that they wait for do not follow after all. */
  flush(): void {
    const { saved, failures, unsaved } = this;
    this.saved = [];
    this.failures = [];
    this.unsaved = [];
    if (unsaved.length > 0 && saved.length + failures.length + unsaved.length > 1) {
      void this.tellUnsaved(saved, failures, unsaved);
    } else if (saved.length > 0) void this.tell(saved, failures);
    // A visible studio shows its failures itself.
    else if (failures.length > 0 && !this.studio.isVisible()) void this.tellFailures(failures);
  }

  private async tell(saved: readonly SavedPicture[], failures: readonly FailedRun[]): Promise<void> {
    const { uri } = saved.at(-1)!;
    const open = vscode.l10n.t('Open');
    const reveal = vscode.l10n.t('Reveal');
    const another = vscode.l10n.t('Stylize Another');
    const text = [savedText(saved), failuresText(failures)].join(' ').trim();
    switch (await showMessage(failures.length > 0 ? 'warning' : 'info', text, open, reveal, another)) {
      case open:
        await vscode.commands.executeCommand('vscode.open', uri);
        break;
      case reveal:
        await revealFile(uri);
        break;
      case another:
        await vscode.commands.executeCommand('pastiche.stylize');
    }
  }

  private async tellUnsaved(
    saved: readonly SavedPicture[],
    failures: readonly FailedRun[],
    unsaved: readonly FailedRun[],
  ): Promise<void> {
    const again = vscode.l10n.t('Save Again');
    const show = vscode.l10n.t('Show Studio');
    const texts = [saved.length > 0 ? savedText(saved) : '', unsavedText(unsaved), failuresText(failures)];
    switch (await showMessage('warning', texts.join(' ').trim(), again, show)) {
      case again:
        this.studio.saveUnsaved();
        break;
      case show:
        this.studio.reveal();
    }
  }

  private async tellFailures(failures: readonly FailedRun[]): Promise<void> {
    const showStudio = { label: vscode.l10n.t('Show Studio'), run: () => this.studio.reveal() };
    if (failures.length === 1) return await this.errors.show(failures[0]!.error, [showStudio]);
    const label = await showMessage('error', failuresText(failures), showStudio.label);
    if (label) showStudio.run();
  }
}

function savedText(saved: readonly SavedPicture[]): string {
  const onPocket = saved.some(({ model }) => model === 'pocket');
  if (saved.length === 1) {
    const label = labelOf(saved[0]!.uri);
    if (onPocket) return vscode.l10n.t('Saved {0}, painted on the pocket network.', label);
    return vscode.l10n.t('Saved {0}.', label);
  }
  const folders = [...new Set(saved.map(({ uri }) => folderLabelOf(uri) || '.'))].join(', ');
  if (onPocket) {
    return vscode.l10n.t('Saved {0} pictures in {1}, painted on the pocket network.', saved.length, folders);
  }
  return vscode.l10n.t('Saved {0} pictures in {1}.', saved.length, folders);
}

function unsavedText(unsaved: readonly FailedRun[]): string {
  const reason = errorText(unsaved.at(-1)!.error);
  if (unsaved.length === 1) return vscode.l10n.t('{0} is not saved: {1}', unsaved[0]!.content, reason);
  return vscode.l10n.t('{0} pictures are not saved: {1}', unsaved.length, reason);
}

function failuresText(failures: readonly FailedRun[]): string {
  return failures
    .map(({ content, error }) => vscode.l10n.t('{0} could not be stylized: {1}', content, errorText(error)))
    .join(' ');
}

/** Shows a file in VS Code's explorer where the workspace has it, else in the system's file manager. */
async function revealFile(uri: vscode.Uri): Promise<void> {
  const isInside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  await vscode.commands.executeCommand(isInside ? 'revealInExplorer' : 'revealFileInOS', uri);
}
