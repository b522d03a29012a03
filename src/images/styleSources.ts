import * as vscode from 'vscode';
import { builtInStyles } from './builtInStyles';
import { choicesFor, imagesBelow } from './folderImages';
import type { ChoiceSource, ImageChoice } from './imageChoices';
import { resolvePath } from './paths';
import type { RecentStyles } from './recentStyles';
import { settingsFor } from '../studio/settings';
import { errorText } from '../shared/errors';
import type { PathSetting } from '../pure/pathSetting';
import { styleFolderSettings } from '../pure/settingValues';
import { workspaceImages } from './workspaceImages';

const setting = 'pastiche.styleFolders';

/** Sources of style images for a content image, in the order in which the picker shows them. */
export function styleSources(
  content: vscode.Uri,
  extensionUri: vscode.Uri,
  recent: RecentStyles,
): readonly ChoiceSource[] {
  const builtIn = async (): Promise<readonly ImageChoice[]> =>
    (await builtInStyles(extensionUri)).map(style => ({ kind: 'image', hasThumbnail: true, ...style }));
  return [
    {
      title: vscode.l10n.t('Recent'),
      list: async () => {
        const ours = new Map(
          (await builtIn()).map(choice => [String('uri' in choice && choice.uri), choice]),
        );
        const choices = await choicesFor(
          (await recent.list()).filter(uri => String(uri) !== String(content)),
        );
        return choices.map(choice => ours.get(String('uri' in choice && choice.uri)) ?? choice);
      },
    },
    { title: vscode.l10n.t('Style folders'), list: token => styleFolders(content, token) },
    { title: vscode.l10n.t('Built in'), list: builtIn },
    workspaceImages([content]),
  ];
}

async function styleFolders(
  content: vscode.Uri,
  token: vscode.CancellationToken,
): Promise<readonly ImageChoice[]> {
  let folders: readonly PathSetting[];
  try {
    folders = styleFolderSettings(settingsFor(content));
  } catch (thrown) {
    return [
      { kind: 'problem', label: vscode.l10n.t('No style folders'), description: errorText(thrown), setting },
    ];
  }
  const lists = await Promise.all(folders.map(folder => imagesOf(folder, content, token)));
  return lists.flat();
}

/**
 * Images of one style folder. A folder that cannot be read becomes a line that says so; the other folders are still shown.
 */
async function imagesOf(
  folder: PathSetting,
  content: vscode.Uri,
  token: vscode.CancellationToken,
): Promise<readonly ImageChoice[]> {
  try {
    const uris = await imagesBelow(resolvePath(folder, content, setting), token);
    return await choicesFor(uris.filter(uri => String(uri) !== String(content)));
  } catch (thrown) {
    const label = vscode.l10n.t('{0} cannot be read', folder.path || '${workspaceFolder}');
    return [{ kind: 'problem', label, description: errorText(thrown), setting }];
  }
}
