import * as vscode from 'vscode';
import type { ChoiceSource } from './imageChoices';
import { choicesFor } from './folderImages';
import { isImageName } from '../shared/imageFile';
import { canBeMeant } from '../pure/imageNames';

/**
 * The files that a menu command was given: `clicked` and `selected` in the explorer, `clicked` alone on an editor's tab.
 * Empty where the command was run from the palette or by a key.
 */
export function selectedImages(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  const uris = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
  const images = uris.filter((uri): uri is vscode.Uri => uri instanceof vscode.Uri);
  // The menu's `when` clause tests only the clicked file; the rest of the selection may be of any kind.
  return images.filter(uri => canBeMeant(uri.path));
}

/** The image in the active editor. */
export function activeImage(): vscode.Uri | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab && imageOf(tab);
}

/** A section of the image in the active editor, then `last`, the images stylized last, then those in other editors. */
export function openImages(last: readonly vscode.Uri[]): ChoiceSource {
  return {
    title: vscode.l10n.t('Open or stylized last'),
    list: async () => {
      const groups = vscode.window.tabGroups.all;
      const open = groups.flatMap(({ tabs }) => tabs).flatMap(tab => imageOf(tab) ?? []);
      const active = activeImage();
      return await choicesFor([...(active ? [active] : []), ...last, ...open]);
    },
  };
}

function imageOf({ input }: vscode.Tab): vscode.Uri | undefined {
  const isFile = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
  return isFile && isImageName(input.uri.path) ? input.uri : undefined;
}
