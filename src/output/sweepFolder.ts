import * as vscode from 'vscode';
import { isMissing } from '../images/paths';

/**
 * Age, ms, after which a temporary file belongs to no program any more: a day, since the clocks of two machines may differ, and a
 * slow disk or a sleeping computer may take hours over a file.
 */
export const leftoverMs = 24 * 60 * 60 * 1000;

/**
 * Removes what killed programs left in a folder. It is housekeeping: nothing that fails here may fail what it goes along with.
 * @param ageOf age, ms, after which a file of this name may go; undefined for one that is not ours
 * @param warn called with each file that should have gone and could not be removed
 */
export async function sweepFolder(
  folder: vscode.Uri,
  ageOf: (name: string) => number | undefined,
  warn: (text: string) => void,
): Promise<void> {
  const { fs } = vscode.workspace;
  const entries = await Promise.resolve(fs.readDirectory(folder)).catch(() => []); // It may not be there.
  for (const [name] of entries) {
    const limit = ageOf(name);
    if (limit === undefined) continue;
    const uri = vscode.Uri.joinPath(folder, name);
    try {
      const { type, mtime } = await fs.stat(uri);
      // Some file systems keep no times and say 0: then nobody knows whether a window is still writing the file.
      const isOld = mtime > 0 && Date.now() - mtime > limit;
      if (type === vscode.FileType.File && isOld) await fs.delete(uri);
    } catch (thrown) {
      if (!isMissing(thrown)) warn(`${uri.toString(true)} could not be removed: ${String(thrown)}`);
    }
  }
}
