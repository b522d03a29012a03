import * as vscode from 'vscode';
import { isMissing } from '../images/paths';
import { folderError, type FolderAction, type ModelFolder } from '../shared/model/modelFolder';

/** A model's folder behind `vscode.workspace.fs`: on disk, on a remote machine, or in a browser's storage. */
export class UriFolder implements ModelFolder {
  readonly label: string;

  constructor(private readonly uri: vscode.Uri) {
    this.label = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  }

  async names(): Promise<readonly string[]> {
    const entries = await this.attempt('list', '', () => vscode.workspace.fs.readDirectory(this.uri));
    return (entries ?? []).map(([name]) => name);
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const bytes = await this.attempt('read', name, () => vscode.workspace.fs.readFile(this.at(name)));
    // A view into a larger buffer would be posted to the webview with all of that buffer.
    return bytes && bytes.byteLength < bytes.buffer.byteLength ? bytes.slice() : bytes;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    await this.attempt('write', name, async () => {
      await vscode.workspace.fs.createDirectory(this.uri);
      await vscode.workspace.fs.writeFile(this.at(name), bytes);
    });
  }

  async rename(from: string, to: string): Promise<void> {
    await this.attempt('rename', from, () =>
      vscode.workspace.fs.rename(this.at(from), this.at(to), { overwrite: true }),
    );
  }

  async remove(name: string): Promise<void> {
    await this.attempt('remove', name, () => vscode.workspace.fs.delete(this.at(name)));
  }

  private at(name: string): vscode.Uri {
    return vscode.Uri.joinPath(this.uri, name);
  }

  /** Result of a file operation, or undefined where the file or folder does not exist. */
  private async attempt<T>(
    action: FolderAction,
    name: string,
    act: () => Thenable<T>,
  ): Promise<T | undefined> {
    try {
      return await act();
    } catch (thrown) {
      if (isMissing(thrown) && action !== 'write' && action !== 'rename') return undefined;
      throw folderError(action, name, this.label, thrown);
    }
  }
}
