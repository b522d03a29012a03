import * as vscode from 'vscode';
import type { ImageChoice } from './imageChoices';
import { folderLabelOf, nameOf } from './paths';
import { isImageName } from '../shared/imageFile';

/** Most images that one source offers; the others are reached by Browse…. */
export const mostChoices = 200;

/** Largest file that is shown as a thumbnail: larger ones take long to decode, and the picker would stall as it scrolls. */
const maxThumbnailBytes = 4 * 2 ** 20;

/** Levels of folders in which images are sought, the given folder being the first. */
const maxDepth = 3;

/**
 * Images in a folder and the folders below it, in the order of their names.
 * @throws FileSystemError when it cannot be read
 */
export async function imagesBelow(
  folder: vscode.Uri,
  token: vscode.CancellationToken,
  depth = maxDepth,
): Promise<readonly vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  entries.sort(([a], [b]) => a.localeCompare(b));
  const images: vscode.Uri[] = [];
  const folders: vscode.Uri[] = [];
  for (const [name, type] of entries) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type & vscode.FileType.Directory) folders.push(uri);
    else if (isImageName(name)) images.push(uri);
  }
  for (const below of folders) {
    if (depth <= 1 || images.length >= mostChoices || token.isCancellationRequested) break;
    // A subfolder that cannot be read is skipped; the others are still listed.
    images.push(...(await imagesBelow(below, token, depth - 1).catch(() => [])));
  }
  return images.slice(0, mostChoices);
}

/** Picker entries for images, each with its folder beside its name. */
export async function choicesFor(uris: readonly vscode.Uri[]): Promise<readonly ImageChoice[]> {
  return await Promise.all(
    uris.map(async (uri): Promise<ImageChoice> => ({
      kind: 'image',
      uri,
      label: nameOf(uri),
      description: folderLabelOf(uri),
      hasThumbnail: await isSmall(uri),
    })),
  );
}

async function isSmall(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size <= maxThumbnailBytes;
  } catch {
    return false; // The file has just gone; an error says so if it is picked.
  }
}
