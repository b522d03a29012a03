import * as vscode from 'vscode';
import type { Claim } from '../pure/claimName';
import { claimNames } from '../pure/temporaryName';

const nothing = new Uint8Array();

/**
 * Gives a complete file its final name through VS Code's file system API, which remote and virtual workspaces have alone. It
 * offers no exclusive step: a rename looks for the name first and takes it then. So each window first writes a claim of its own
 * beside the picture and then looks for other claims: of two windows at least the later one sees the other's, and steps back.
 * Other programs write no claims; against those, VS Code's look at the name is all there is.
 */
export async function claimThroughApi(
  temporary: vscode.Uri,
  folder: vscode.Uri,
  name: string,
): Promise<Claim> {
  const { fs } = vscode.workspace;
  const { prefix, own } = await claimNames(name);
  const claim = vscode.Uri.joinPath(folder, own);
  await fs.writeFile(claim, nothing);
  try {
    const names = (await fs.readDirectory(folder)).map(([entry]) => entry);
    if (names.includes(name)) return 'taken';
    if (names.some(entry => entry.startsWith(prefix) && entry !== own)) return 'contested';
    await fs.rename(temporary, vscode.Uri.joinPath(folder, name), { overwrite: false });
    return 'claimed';
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError && thrown.code === 'FileExists') return 'taken';
    throw thrown;
  } finally {
    await fs.delete(claim).then(undefined, () => undefined); // It is swept later.
  }
}
