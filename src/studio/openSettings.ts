import * as vscode from 'vscode';

/** Opens the settings at one of ours, or at all whose names start so. */
export async function openSettings(query: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
