import * as vscode from 'vscode';
import { plainMessage } from '../pure/plainMessage';

const functionOf = {
  error: 'showErrorMessage',
  warning: 'showWarningMessage',
  info: 'showInformationMessage',
} as const;

/**
 * Shows a notification, in which no part of the text becomes a link: texts have names of files and folders in them. A lint rule
 * keeps the rest of the extension from calling VS Code's own functions.
 * @returns the label of the button that was pressed; undefined where the notification was closed
 */
export async function showMessage(
  severity: keyof typeof functionOf,
  text: string,
  ...actions: readonly string[]
): Promise<string | undefined> {
  return await vscode.window[functionOf[severity]](plainMessage(text), ...actions);
}

/** Asks a question that must be answered before anything else, in which no part of the text becomes a link either. */
export async function askFirst(text: string, ...actions: readonly string[]): Promise<string | undefined> {
  return await vscode.window.showWarningMessage(plainMessage(text), { modal: true }, ...actions);
}
