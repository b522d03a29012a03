import * as vscode from 'vscode';
import { isMissing, nameOf } from './paths';
import { asPasticheError, PasticheError } from '../shared/errors';
import { readImageHeader } from '../shared/imageFile';
import { isOtherImage } from '../pure/imageNames';

/** Most bytes of an image file, which must reach the studio in one message. */
const maxBytes = 512 * 2 ** 20;

/**
 * Bytes of an image file whose header was checked.
 * @throws PasticheError `image`, naming the file, when it is gone, unreadable, too large or no image that can be opened
 */
export async function readImageFile(uri: vscode.Uri): Promise<Uint8Array> {
  const name = nameOf(uri);
  if (isOtherImage(name)) throw otherFormat(name);
  const bytes = await read(uri, name);
  readImageHeader(bytes, name);
  return bytes;
}

/** Images that can be opened, and the errors of the others. */
export interface CheckedImages {
  readonly good: readonly vscode.Uri[];
  readonly errors: readonly PasticheError[];
}

/** Reads every image, so that a bad one is reported before anything runs. */
export async function checkImages(uris: readonly vscode.Uri[]): Promise<CheckedImages> {
  const good: vscode.Uri[] = [];
  const errors: PasticheError[] = [];
  for (const uri of uris) {
    try {
      await readImageFile(uri);
      good.push(uri);
    } catch (thrown) {
      errors.push(asPasticheError(thrown));
    }
  }
  return { good, errors };
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    // A file that cannot be read, for whatever reason, is as good as missing.
    return false;
  }
}

/**
 * The error for an image of a format that is not supported, told from the file's name, since not every header can be read.
 */
function otherFormat(name: string): PasticheError {
  const format = name.slice(name.lastIndexOf('.') + 1).toUpperCase();
  return new PasticheError(
    'image',
    `${name} is in ${format} format, which cannot be opened here.`,
    'Convert it to PNG or JPEG first.',
  );
}

async function read(uri: vscode.Uri, name: string): Promise<Uint8Array> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) {
      throw new PasticheError('image', `${name} is a folder, not an image.`, 'Choose an image.');
    }
    if (size > maxBytes) {
      const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
      throw new PasticheError(
        'image',
        `${name} has ${megabytes(size)}; at most ${megabytes(maxBytes)} can be opened.`,
        'Make a smaller copy first.',
      );
    }
    return await vscode.workspace.fs.readFile(uri);
  } catch (thrown) {
    if (thrown instanceof PasticheError) throw thrown;
    throw unreadable(uri, name, thrown);
  }
}

function unreadable(uri: vscode.Uri, name: string, cause: unknown): PasticheError {
  const path = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  if (isMissing(cause)) {
    return new PasticheError(
      'image',
      `${name} is not there any more (${path}).`,
      'Put it back, or choose another image.',
      { cause },
    );
  }
  if (cause instanceof vscode.FileSystemError && cause.code === 'NoPermissions') {
    return new PasticheError('image', `${name} may not be read (${path}).`, 'Change its permissions.', {
      cause,
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PasticheError('image', `${name} cannot be read: ${why}`, 'Choose another image.', { cause });
}
