import * as vscode from 'vscode';

/** Opens VS Code's settings, filtered by `query`: a setting's name or the beginning of several. */
export async function openSettings(query: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
