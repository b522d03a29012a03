import type * as vscode from 'vscode';
import { builtInStyles } from './builtInStyles';
import { exists } from './imageFiles';
import { nameOf, resolvePath } from './paths';
import { settingsFor } from '../studio/settings';
import { PasticheError } from '../shared/errors';
import { isImageName } from '../shared/imageFile';
import { stemOf } from '../pure/outputName';
import { parsePath } from '../pure/pathSetting';
import { styleSetting } from '../pure/settingValues';

const setting = 'pastiche.style';

/**
 * The style image that the setting `pastiche.style` names, by path or as a built-in style; undefined where it is not set.
 * @throws PasticheError `setting` when it names nothing that is there
 */
export async function defaultStyle(
  content: vscode.Uri,
  extensionUri: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const text = styleSetting(settingsFor(content));
  if (!text) return undefined;
  const styles = await builtInStyles(extensionUri);
  const wanted = text.toLowerCase();
  const builtIn = styles.find(
    ({ uri, label }) => label.toLowerCase() === wanted || stemOf(nameOf(uri)).toLowerCase() === wanted,
  );
  if (builtIn) return builtIn.uri;
  if (!isImageName(text)) {
    throw new PasticheError(
      'setting',
      `${setting} is "${text}", which is neither the path of an image nor a built-in style.`,
      `Built in are ${styles.map(({ label }) => label).join(', ')}.`,
    );
  }
  const uri = resolvePath(parsePath(text, setting), content, setting);
  if (await exists(uri)) return uri;
  const path = uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
  throw new PasticheError(
    'setting',
    `${setting} is "${text}", but there is no ${path}.`,
    'Change it in the settings.',
  );
}
