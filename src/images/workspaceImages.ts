import * as vscode from 'vscode';
import type { ChoiceSource } from './imageChoices';
import { choicesFor, mostChoices } from './folderImages';
import { resolvePath } from './paths';
import { settingsFor } from '../studio/settings';
import { imageExtensions } from '../shared/imageFile';
import { outputFolderSetting } from '../pure/settingValues';

/** Any case of the extensions, since globs tell `JPG` from `jpg`. */
const include = `**/*.{${imageExtensions.map(anyCase).join(',')}}`;
const exclude = '**/{node_modules,bower_components}/**';

/** Images of the workspace, but for `without` and the pictures that we made. */
export function workspaceImages(without: readonly vscode.Uri[]): ChoiceSource {
  return {
    title: vscode.l10n.t('Workspace'),
    list: async token => {
      // More than is offered, since some are left out.
      const found = await vscode.workspace.findFiles(include, exclude, 2 * mostChoices, token);
      const left = new Set(without.map(String));
      const offered = found.filter(uri => !left.has(uri.toString()) && !isOurs(uri));
      offered.sort((a, b) => a.path.localeCompare(b.path));
      return await choicesFor(offered.slice(0, mostChoices));
    },
  };
}

/** True for what lies in an output folder, be it one for all or, as by default, one beside every image. */
function isOurs(uri: vscode.Uri): boolean {
  try {
    const setting = outputFolderSetting(settingsFor(uri));
    // Where pictures go beside their images nothing tells one from the other.
    if (setting.path === '') return false;
    if (setting.base.kind === 'fileDirname')
      return uri.path.includes(`/${setting.path.replace(/^(\.\.\/)+/, '')}/`);
    const folder = resolvePath(setting, uri, 'pastiche.output.folder');
    return uri.path.startsWith(`${folder.path}/`);
  } catch {
    return false; // A wrong setting is told of when the run starts.
  }
}

function anyCase(extension: string): string {
  return extension.replace(/[a-z]/g, letter => `[${letter}${letter.toUpperCase()}]`);
}
