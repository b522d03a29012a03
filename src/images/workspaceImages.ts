import * as vscode from 'vscode';
import type { ChoiceSource } from './imageChoices';
import { choicesFor, mostChoices } from './folderImages';
import { resolvePath } from './paths';
import { settingsFor } from '../studio/settings';
import { imageExtensions } from '../shared/imageFile';
import { outputFolderSetting } from '../pure/settingValues';

/** Glob of image files, their extensions in any case, since globs are case-sensitive. */
const include = `**/*.{${imageExtensions.map(anyCase).join(',')}}`;
const exclude = '**/{node_modules,bower_components}/**';

/** Images of the workspace except `without` and the pictures that Pastiche saved. */
export function workspaceImages(without: readonly vscode.Uri[]): ChoiceSource {
  return {
    title: vscode.l10n.t('Workspace'),
    list: async token => {
      // Twice as many as are offered, since some are left out.
      const found = await vscode.workspace.findFiles(include, exclude, 2 * mostChoices, token);
      const left = new Set(without.map(String));
      const offered = found.filter(uri => !left.has(uri.toString()) && !isOurs(uri));
      offered.sort((a, b) => a.path.localeCompare(b.path));
      return await choicesFor(offered.slice(0, mostChoices));
    },
  };
}

/** True for a file in an output folder, be it one for all pictures or, as by default, one beside every image. */
function isOurs(uri: vscode.Uri): boolean {
  try {
    const setting = outputFolderSetting(settingsFor(uri));
    // An empty path saves pictures beside their images, where their place does not tell them apart.
    if (setting.path === '') return false;
    if (setting.base.kind === 'fileDirname')
      return uri.path.includes(`/${setting.path.replace(/^(\.\.\/)+/, '')}/`);
    const folder = resolvePath(setting, uri, 'pastiche.output.folder');
    return uri.path.startsWith(`${folder.path}/`);
  } catch {
    return false; // A wrong setting is reported when the run starts.
  }
}

function anyCase(extension: string): string {
  return extension.replace(/[a-z]/g, letter => `[${letter}${letter.toUpperCase()}]`);
}
