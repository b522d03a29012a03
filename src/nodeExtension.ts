import type * as vscode from 'vscode';
import { activate as activateAnywhere } from './extension';
import { claimOnDisk } from './node/claimOnDisk';

/** The extension's entry where its host is Node. */
export function activate(context: vscode.ExtensionContext): void {
  activateAnywhere(context, claimOnDisk);
}
