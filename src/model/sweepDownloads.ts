import * as vscode from 'vscode';
import { leftoverMs, sweepFolder } from '../output/sweepFolder';
import { precisions } from '../shared/model/modelPins';

/** Age, ms, after which a download that broke off is not gone on with: a month. */
const partMs = 30 * leftoverMs;
const temporary = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** Removes what killed and given-up downloads left in the extension's storage; the weights themselves stay. */
export async function sweepDownloads(storage: vscode.Uri, warn: (text: string) => void): Promise<void> {
  for (const precision of precisions) {
    const folder = vscode.Uri.joinPath(storage, `vgg19-${precision}`);
    await sweepFolder(
      folder,
      name => (temporary.test(name) ? leftoverMs : name.endsWith('.part') ? partMs : undefined),
      warn,
    );
  }
}
