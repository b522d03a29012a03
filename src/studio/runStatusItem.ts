import * as vscode from 'vscode';
import type { RunState } from '../shared/messages/protocol';
import { isUnderWay, progressText } from './runTexts';

/** The run's progress in VS Code's status bar, there while a run is going; a click shows the studio. */
export class RunStatusItem implements vscode.Disposable {
  readonly item = vscode.window.createStatusBarItem('pastiche.run', vscode.StatusBarAlignment.Left);

  constructor() {
    this.item.name = vscode.l10n.t('Pastiche: Progress');
    this.item.command = 'pastiche.showStudio';
  }

  /** @param states of all studios; one that runs is shown */
  show(states: readonly RunState[]): void {
    const state = states.findLast(isUnderWay);
    if (!state) {
      this.item.hide();
      return;
    }
    const text = progressText(state);
    this.item.text = `$(paintcan) ${text}`;
    this.item.tooltip = vscode.l10n.t('{0} (click to show the studio)', state.title);
    this.item.accessibilityInformation = { label: `${state.title}, ${text}`, role: 'button' };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
