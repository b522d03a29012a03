import * as vscode from 'vscode';
import type { RunState } from '../shared/messages/protocol';

/** Context key that `when` clauses of commands and menus test: a run's phase, or `closed` without a studio. */
const contextKey = 'pastiche.phase';

export function showPhase(phase: RunState['phase'] | 'closed'): void {
  void vscode.commands.executeCommand('setContext', contextKey, phase);
}
