import * as vscode from 'vscode';
import { labelOf, nameOf, folderOf, resolvePath } from '../images/paths';
import { settingsFor } from '../studio/settings';
import { asPasticheError, PasticheError } from '../shared/errors';
import { outputError } from '../pure/outputFailure';
import { claimFreeName, type Claim } from '../pure/claimName';
import { outputName, type NameParts } from '../pure/outputName';
import { outputFolderSetting } from '../pure/settingValues';
import { isTemporaryName, temporaryName } from '../pure/temporaryName';
import { claimThroughApi } from './claimThroughApi';
import { probeFolder } from './folderProbe';
import { leftoverMs, sweepFolder } from './sweepFolder';

/** A picture to be written, with the parts of its name and its content image, which decides the folder. */
export interface Picture extends Omit<NameParts, 'content'> {
  readonly contentUri: vscode.Uri;
  readonly bytes: Uint8Array;
}

/** Output folder of a content image's pictures. @throws PasticheError `setting` */
export function outputFolderOf(content: vscode.Uri): vscode.Uri {
  return resolvePath(outputFolderSetting(settingsFor(content)), content, 'pastiche.output.folder');
}

/** A picture's file name, before a number is added where it is taken. */
export function pictureName({ contentUri, styles, type, epoch }: Omit<Picture, 'bytes'>): string {
  return outputName({ content: nameOf(contentUri), styles, type, epoch });
}

/** Gives a complete file its final path, unless that is taken, in one step of the machine's file system. */
export type ClaimOnDisk = (from: string, to: string) => Promise<Claim>;

/**
 * Writes pictures: one after the other, whole or not at all, never over another file, also where other windows save at
 * the same time. A window has one, for all its studios.
 */
export class OutputFiles {
  private last: Promise<unknown> = Promise.resolve();
  private readonly swept = new Set<string>();

  /**
   * @param claimOnDisk absent in a browser, where no files are on a disk
   * @param warn called with what is no error of the picture: a leftover that could not be removed
   */
  constructor(
    private readonly claimOnDisk?: ClaimOnDisk,
    private readonly warn: (text: string) => void = () => undefined,
  ) {}

  /**
   * Writes a picture into its output folder, which is made where it is missing.
   * @throws PasticheError `output`, naming the folder and what to do; `setting` when the folder's setting is wrong
   */
  save(picture: Picture): Promise<vscode.Uri> {
    // One after the other, so that pictures get their numbers in the order in which they were made.
    const saved = this.last.then(() => this.write(picture));
    this.last = saved.catch(() => undefined); // The caller of `save` gets the error.
    return saved;
  }

  /**
   * Makes sure, before a run, that a picture can be written into its output folder; leaves nothing behind.
   * @throws PasticheError `output` or `setting`, saying what to do
   */
  async probe(picture: Omit<Picture, 'bytes'>): Promise<void> {
    await probeFolder(outputFolderOf(picture.contentUri), pictureName(picture));
  }

  /** Writes to a file that the person named, in place of what may be there. @throws PasticheError `output` */
  async saveAs(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    const temporary = temporaryIn(folderOf(uri));
    await attempt(nameOf(uri), folderOf(uri), temporary, async () => {
      await vscode.workspace.fs.writeFile(temporary, bytes);
      await vscode.workspace.fs.rename(temporary, uri, { overwrite: true });
    });
  }

  private async write(picture: Picture): Promise<vscode.Uri> {
    const folder = outputFolderOf(picture.contentUri);
    const name = pictureName(picture);
    const temporary = temporaryIn(folder);
    return await attempt(name, folder, temporary, async () => {
      await vscode.workspace.fs.createDirectory(folder);
      await vscode.workspace.fs.writeFile(temporary, picture.bytes);
      const given = await claimFreeName(name, {
        names: async () => (await vscode.workspace.fs.readDirectory(folder)).map(([entry]) => entry),
        claim: free => this.claim(temporary, folder, free),
      });
      await this.sweep(folder);
      return vscode.Uri.joinPath(folder, given);
    });
  }

  /** Removes what killed programs left in a folder, once in a window's life. */
  private async sweep(folder: vscode.Uri): Promise<void> {
    if (this.swept.has(folder.toString())) return;
    this.swept.add(folder.toString());
    await sweepFolder(folder, name => (isTemporaryName(name) ? leftoverMs : undefined), this.warn);
  }

  private async claim(temporary: vscode.Uri, folder: vscode.Uri, name: string): Promise<Claim> {
    // A `file` uri is on the disk of the machine that the extension runs on.
    if (this.claimOnDisk && folder.scheme === 'file') {
      return await this.claimOnDisk(temporary.fsPath, vscode.Uri.joinPath(folder, name).fsPath);
    }
    return await claimThroughApi(temporary, folder, name);
  }
}

function temporaryIn(folder: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(folder, temporaryName());
}

/** Runs a write; where it fails, removes the temporary file and throws an error that names the folder. */
async function attempt<T>(
  name: string,
  folder: vscode.Uri,
  temporary: vscode.Uri,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (thrown) {
    await vscode.workspace.fs.delete(temporary).then(undefined, () => undefined); // It may never have been made.
    if (thrown instanceof PasticheError) throw thrown;
    const code = thrown instanceof vscode.FileSystemError ? thrown.code : '';
    throw outputError(name, labelOf(folder), { code, message: asPasticheError(thrown).message }, thrown);
  }
}
