import * as vscode from 'vscode';
import { withoutRepeats, type ChoiceSection, type ChoiceSource, type ImageChoice } from './imageChoices';
import { inOrderOfArrival } from '../pure/arrivals';
import { openSettings } from '../studio/openSettings';
import { errorText } from '../shared/errors';
import { imageExtensions } from '../shared/imageFile';

export interface PickerOptions {
  readonly title: string;
  readonly placeholder: string;
  readonly sources: readonly ChoiceSource[];
  /** Folder that the Browse… dialog opens in. */
  readonly browseFrom: vscode.Uri | undefined;
  /** True where several files may be chosen by Browse…. */
  readonly many: boolean;
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice?: ImageChoice | 'browse';
}

const previewButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('open-preview'),
  tooltip: vscode.l10n.t('Look at it in the editor'),
};

/** Browse… as a button in the title, since the entry of that name comes last, at the end of a list that may be long. */
const browseButton: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('folder-opened'),
  tooltip: vscode.l10n.t('Browse…'),
};

/** Lets the person pick an image by its thumbnail, or browse for one; undefined when dismissed. */
export async function pickImages(options: PickerOptions): Promise<readonly vscode.Uri[] | undefined> {
  for (;;) {
    const choice = await pickChoice(options);
    if (!choice) return undefined;
    if (choice === 'browse') {
      const uris = await browse(options);
      if (uris) return uris; // Otherwise the dialog was closed, and the picker is shown again.
    } else if (choice.kind === 'problem') {
      await openSettings(choice.setting);
      return undefined;
    } else return [choice.uri];
  }
}

/** Milliseconds that later sections wait for earlier ones, so that the usual order is kept. */
const orderMs = 500;

/** Shows the picker and adds the sources' images as they are found. */
async function pickChoice(options: PickerOptions): Promise<ImageChoice | 'browse' | undefined> {
  const quickPick = vscode.window.createQuickPick<ChoiceItem>();
  const cancelling = new vscode.CancellationTokenSource();
  quickPick.title = options.title;
  quickPick.placeholder = options.placeholder;
  quickPick.matchOnDescription = true;
  quickPick.keepScrollPosition = true;
  quickPick.buttons = [browseButton];
  quickPick.busy = true;
  const picked = new Promise<ImageChoice | 'browse' | undefined>(resolve => {
    quickPick.onDidAccept(() => {
      const [item] = quickPick.selectedItems;
      if (item?.choice) resolve(item.choice); // Enter on an empty list picks nothing.
    });
    quickPick.onDidTriggerButton(() => resolve('browse'));
    quickPick.onDidHide(() => resolve(undefined));
  });
  quickPick.onDidTriggerItemButton(({ item }) => {
    if (item.choice !== 'browse' && item.choice?.kind === 'image') void preview(quickPick, item.choice.uri);
  });
  quickPick.show();
  const filling = fill(quickPick, options.sources, cancelling.token);
  try {
    return await picked;
  } finally {
    cancelling.cancel();
    quickPick.dispose();
    // Not waited for: a search that ends late must not hold up what was picked.
    void filling.finally(() => cancelling.dispose());
  }
}

/**
 * Fills the picker by appending alone: VS Code names a picked item by its index, and takes the index for one of the items
 * set last, so a pick made while items move would return a neighbour. A section that is not found in time therefore comes
 * after those that are, and Browse… after all.
 */
async function fill(
  quickPick: vscode.QuickPick<ChoiceItem>,
  sources: readonly ChoiceSource[],
  token: vscode.CancellationToken,
): Promise<void> {
  const shown: ChoiceSection[] = [];
  const append = (section: ChoiceSection): void => {
    if (token.isCancellationRequested) return;
    shown.push(section);
    show(quickPick, itemsOf(withoutRepeats(shown)));
  };
  const lists = sources.map(async ({ title, list }): Promise<ChoiceSection> => {
    const choices = await list(token).catch((thrown: unknown) => [failed(title, thrown)]);
    return { title, choices };
  });
  await inOrderOfArrival(lists, orderMs, append);
  if (token.isCancellationRequested) return;
  show(quickPick, [...itemsOf(withoutRepeats(shown)), ...browseItems()]);
  quickPick.busy = false;
}

/** Replaces the items, and keeps the item that the person has moved to active. */
function show(quickPick: vscode.QuickPick<ChoiceItem>, items: readonly ChoiceItem[]): void {
  const active = quickPick.activeItems[0]?.choice;
  const first = quickPick.items.find(({ choice }) => choice)?.choice;
  quickPick.items = items;
  const same = quickPick.items.find(({ choice }) => choice && keyOf(choice) === (active && keyOf(active)));
  // An active first item is VS Code's own choice, not the person's.
  if (same && active !== first) quickPick.activeItems = [same];
}

function itemsOf(sections: readonly ChoiceSection[]): ChoiceItem[] {
  return sections.flatMap(({ title, choices }): ChoiceItem[] => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...choices.map(itemOf),
  ]);
}

function browseItems(): readonly ChoiceItem[] {
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Browse…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      alwaysShow: true,
      choice: 'browse',
    },
  ];
}

function itemOf(choice: ImageChoice): ChoiceItem {
  const { label, description } = choice;
  const common = { label, choice, ...(description === undefined ? {} : { description }) };
  if (choice.kind === 'problem') return { ...common, iconPath: new vscode.ThemeIcon('warning') };
  return { ...common, iconPath: thumbnail(choice), buttons: [previewButton] };
}

/** The image's uri, which VS Code draws as an icon, or an icon of an image file where VS Code cannot show this one. */
function thumbnail({ uri, hasThumbnail }: ImageChoice & { kind: 'image' }): vscode.Uri | vscode.ThemeIcon {
  const canShow = ['file', 'vscode-remote', 'http', 'https'].includes(uri.scheme);
  // VS Code on the desktop does not serve AVIF files to its own window.
  const isServed = !uri.path.toLowerCase().endsWith('.avif');
  return hasThumbnail && canShow && isServed ? uri : new vscode.ThemeIcon('file-media');
}

function keyOf(choice: ImageChoice | 'browse'): string {
  if (choice === 'browse') return choice;
  return choice.kind === 'image' ? choice.uri.toString() : choice.label;
}

function failed(title: string, thrown: unknown): ImageChoice {
  const label = vscode.l10n.t('{0}: nothing could be read', title);
  return { kind: 'problem', label, description: errorText(thrown), setting: 'pastiche' };
}

/** Opens an image in the editor; the picker then stays open although it loses the focus. */
async function preview(quickPick: vscode.QuickPick<ChoiceItem>, uri: vscode.Uri): Promise<void> {
  quickPick.ignoreFocusOut = true;
  const options = { preview: true, preserveFocus: true, viewColumn: vscode.ViewColumn.Active };
  await vscode.commands.executeCommand('vscode.open', uri, options);
}

async function browse({
  title,
  browseFrom,
  many,
}: PickerOptions): Promise<readonly vscode.Uri[] | undefined> {
  return await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t('Choose'),
    canSelectMany: many,
    filters: { [vscode.l10n.t('Images')]: [...imageExtensions] },
    ...(browseFrom ? { defaultUri: browseFrom } : {}),
  });
}
