import * as vscode from 'vscode';
import { PasticheError } from '../shared/errors';
import type { PathSetting } from '../pure/pathSetting';

/** File name, for display. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

export function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

/** Whether VS Code's file system threw because there is nothing at a uri. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof vscode.FileSystemError && thrown.code === 'FileNotFound';
}

/** Path for display: relative to the workspace folder where the file is inside one. */
export function labelOf(uri: vscode.Uri): string {
  const relative = vscode.workspace.asRelativePath(uri);
  if (relative !== uri.fsPath && relative !== uri.path) return relative;
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}

/**
 * A file's folder, for display: relative to its workspace folder, and empty where it is the only workspace folder itself.
 */
export function folderLabelOf(uri: vscode.Uri): string {
  const label = labelOf(uri);
  return label.slice(0, Math.max(0, label.length - nameOf(uri).length - 1));
}

/**
 * The uri that a path in a setting stands for. A path relative to the workspace folder starts at the content image's folder
 * where no workspace is open; an absolute path is on the content image's file system, which is the remote machine's in a
 * remote window.
 * @throws PasticheError `setting` when there is no folder that the path could start from
 */
export function resolvePath(
  { base, path }: PathSetting,
  content: vscode.Uri | undefined,
  setting: string,
): vscode.Uri {
  switch (base.kind) {
    case 'uri':
      return vscode.Uri.parse(path);
    case 'file':
      return absolute(path, content ?? vscode.workspace.workspaceFolders?.[0]?.uri);
    case 'fileDirname':
      if (content) return vscode.Uri.joinPath(folderOf(content), path);
      break;
    case 'workspaceFolder': {
      const folder = workspaceFolder(base.name, content);
      if (folder) return vscode.Uri.joinPath(folder, path);
    }
  }
  const missing = base.kind === 'workspaceFolder' && base.name ? `named "${base.name}" ` : '';
  throw new PasticheError(
    'setting',
    `${setting} starts from a workspace folder, but no folder ${missing}is open.`,
    'Open the folder, or set an absolute path.',
  );
}

function workspaceFolder(name: string | undefined, content: vscode.Uri | undefined): vscode.Uri | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (name) return folders.find(folder => folder.name === name)?.uri;
  const own = content && vscode.workspace.getWorkspaceFolder(content);
  return own?.uri ?? folders[0]?.uri ?? (content && folderOf(content));
}

function absolute(path: string, near: vscode.Uri | undefined): vscode.Uri {
  if (!near || near.scheme === 'file') return vscode.Uri.file(path);
  return near.with({ path: path.startsWith('/') ? path : `/${path}`, query: '', fragment: '' });
}
