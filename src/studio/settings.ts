import * as vscode from 'vscode';
import type { ReadSetting } from '../pure/settingValues';

/** The settings that hold for a file: those of its workspace folder go before the workspace's and the person's. */
export function settingsFor(scope: vscode.Uri | undefined): ReadSetting {
  const configuration = vscode.workspace.getConfiguration('pastiche', scope);
  return key => configuration.get<unknown>(key);
}
