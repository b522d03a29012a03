import * as vscode from 'vscode';
import { formatEstimate } from '../shared/durations';
import type { RunState } from '../shared/messages/protocol';

/** True while there is a run whose progress is worth a place in VS Code's bars. */
export function isUnderWay({ phase }: RunState): boolean {
  return phase === 'preparing' || phase === 'running' || phase === 'paused';
}

/** Title of the studio's tab: progress while a run is going, else the names of its images. */
export function tabTitle(state: RunState): string {
  const { percent, content, title } = state;
  if (isUnderWay(state) && percent !== null) return `${percent} % · ${content}`;
  return title ? `Pastiche: ${title}` : 'Pastiche';
}

/** Progress in a few words: "42 % · 1 min left", "42 % · Paused", "Preparing…". */
export function progressText({ phase, percent, leftMs }: RunState): string {
  if (phase === 'preparing' || percent === null) return vscode.l10n.t('Preparing…');
  const texts = [`${percent} %`];
  if (phase === 'paused') texts.push(vscode.l10n.t('Paused'));
  else if (leftMs !== null) texts.push(vscode.l10n.t('{0} left', formatEstimate(leftMs)));
  return texts.join(' · ');
}
