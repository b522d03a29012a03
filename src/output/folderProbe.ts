import * as vscode from 'vscode';
import { folderOf, isMissing, labelOf } from '../images/paths';
import { outputError } from '../pure/outputFailure';
import { temporaryName } from '../pure/temporaryName';
import { asPasticheError } from '../shared/errors';

const oneByte = new Uint8Array(1);

/**
 * Finds out by a file of one byte, which is removed at once, whether a picture can be written into a folder. A folder that is not
 * there yet is not made: then the nearest one above it must take the file.
 * @param name file name of the picture, for the error
 * @throws PasticheError `output`, saying why it cannot and what to do
 */
export async function probeFolder(folder: vscode.Uri, name: string): Promise<void> {
  const { fs } = vscode.workspace;
  try {
    if (fs.isWritableFileSystem(folder.scheme) === false) throw vscode.FileSystemError.NoPermissions(folder);
    const probe = vscode.Uri.joinPath(await nearestFolder(folder), temporaryName());
    try {
      await fs.writeFile(probe, oneByte);
    } finally {
      await fs.delete(probe).then(undefined, () => undefined); // It may never have been made; else it is swept later.
    }
  } catch (thrown) {
    const code = thrown instanceof vscode.FileSystemError ? thrown.code : '';
    const failure = { code, message: asPasticheError(thrown).message, isBefore: true };
    throw outputError(name, labelOf(folder), failure, thrown);
  }
}

async function nearestFolder(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let at = folder; ; at = folderOf(at)) {
    try {
      const { type } = await vscode.workspace.fs.stat(at);
      if (type & vscode.FileType.Directory) return at;
      throw vscode.FileSystemError.FileNotADirectory(at);
    } catch (thrown) {
      if (!isMissing(thrown) || at.path === '/' || at.path === folderOf(at).path) throw thrown;
    }
  }
}
