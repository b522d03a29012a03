import * as vscode from 'vscode';
import type { ReadSetting } from '../pure/settingValues';

/** Settings in force for a file: its workspace folder's override the workspace's, and those the person's. */
export function settingsFor(scope: vscode.Uri | undefined): ReadSetting {
  const configuration = vscode.workspace.getConfiguration('pastiche', scope);
  return key => configuration.get<unknown>(key);
}
