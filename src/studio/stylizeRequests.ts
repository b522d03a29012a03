import * as vscode from 'vscode';
import { builtInStyles } from '../images/builtInStyles';
import { defaultStyle } from '../images/defaultStyle';
import type { ErrorNotice } from './errorNotice';
import { checkImages, type CheckedImages } from '../images/imageFiles';
import { outputFolderOf } from '../output/outputFiles';
import { folderOf, nameOf } from '../images/paths';
import { pickImages, type PickerOptions } from '../images/picker';
import type { RecentStyles } from '../images/recentStyles';
import { openImages } from '../images/selectedImages';
import { settingsFor } from './settings';
import type { ExpectedRun } from './studio';
import { asPasticheError, PasticheError } from '../shared/errors';
import type { ImageRef, Job, JobSettings, StudioIntent } from '../shared/messages/protocol';
import { recipeSettings, savingSettings, studioSettings } from '../pure/settingValues';
import { styleSources } from '../images/styleSources';
import { workspaceImages } from '../images/workspaceImages';

/** Most unusable images that one message names. */
const mostNamed = 3;

/** Turns the images that a person clicked into a request to the studio. */
export class StylizeRequests {
  private lastContents: readonly vscode.Uri[] = [];

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly recent: RecentStyles,
    private readonly errors: ErrorNotice,
  ) {}

  /**
   * Checks images and settings and asks for the style; undefined when the person dismisses the picker or no image is
   * usable.
   * @param style `default` takes the style that the settings name, where they name one
   * @param prepare called while the person picks a style; what it returns is disposed of where none is picked
   * @throws PasticheError `setting` or `image`
   */
  async make(
    contents: readonly vscode.Uri[],
    style: 'ask' | 'default',
    prepare: (expected: ExpectedRun) => vscode.Disposable,
  ): Promise<StudioIntent | undefined> {
    const good = await this.goodOnes(contents.length > 0 ? contents : await this.pickContents());
    const first = good[0];
    if (!first) return undefined;
    // The studio's settings are read here only so that a wrong one is reported before anything runs.
    studioSettings(settingsFor(first));
    const settings = new Map(good.map(content => [content, jobSettings(content)]));
    for (const content of good) outputFolderOf(content);
    const { preset, recipe } = settings.get(first)!;
    const given = style === 'default' ? await this.defaultStyle(first) : undefined;
    const chosen =
      given ??
      (await this.pickWhilePreparing(first, () => prepare({ content: refOf(first), preset, recipe })));
    if (!chosen) return undefined;
    this.lastContents = good;
    const jobs = good.map((content): Job => {
      return {
        id: crypto.randomUUID(),
        content: refOf(content),
        styles: [{ image: chosen, weight: 1 }],
        settings: settings.get(content)!,
      };
    });
    return { jobs, preset, recipe };
  }

  private async pickWhilePreparing(
    content: vscode.Uri,
    prepare: () => vscode.Disposable,
  ): Promise<ImageRef | undefined> {
    const picking = this.pickStyle(content); // the picker first
    const prepared = prepare();
    const picked = await picking.catch((thrown: unknown) => {
      prepared.dispose();
      throw thrown;
    });
    if (!picked) prepared.dispose();
    return picked;
  }

  /** Lets the person pick a style image that can be opened. */
  async pickStyle(content: vscode.Uri): Promise<ImageRef | undefined> {
    const options = {
      title: vscode.l10n.t('Stylize {0} with…', nameOf(content)),
      placeholder: vscode.l10n.t('Pick the style image'),
      sources: styleSources(content, this.extensionUri, this.recent),
      browseFrom: folderOf(content),
      many: false,
    };
    const style = await this.pickGood(options, vscode.l10n.t('Choose Another Style'));
    if (!style) return undefined;
    this.addRecent(style);
    return await this.styleRef(style);
  }

  /** Lets the person pick a mask image that can be opened. */
  async pickMask(content: vscode.Uri): Promise<ImageRef | undefined> {
    const options = {
      title: vscode.l10n.t('Where in {0} the style is painted', nameOf(content)),
      placeholder: vscode.l10n.t(
        'Pick a mask image: white where the style is painted, black where it is not',
      ),
      sources: [workspaceImages([content])],
      browseFrom: folderOf(content),
      many: false,
    };
    const mask = await this.pickGood(options, vscode.l10n.t('Choose Another Mask'));
    return mask && refOf(mask);
  }

  /** Lets the person pick an image until one can be opened or they give up; reports each that cannot. */
  private async pickGood(options: PickerOptions, anotherLabel: string): Promise<vscode.Uri | undefined> {
    for (;;) {
      const image = (await pickImages(options))?.[0];
      if (!image) return undefined;
      const { errors } = await check([image]);
      if (errors.length === 0) return image;
      const another = { label: anotherLabel, wanted: false };
      await this.errors.show(errors[0], [{ ...another, run: () => (another.wanted = true) }]);
      if (!another.wanted) return undefined;
    }
  }

  private async pickContents(): Promise<readonly vscode.Uri[]> {
    const picked = await pickImages({
      title: vscode.l10n.t('Stylize…'),
      placeholder: vscode.l10n.t('Pick the content image: what the picture shows'),
      sources: [openImages(this.lastContents), workspaceImages([])],
      browseFrom: this.lastContents[0] ?? vscode.workspace.workspaceFolders?.[0]?.uri,
      many: true,
    });
    return picked ?? [];
  }

  private async defaultStyle(content: vscode.Uri): Promise<ImageRef | undefined> {
    const style = await defaultStyle(content, this.extensionUri);
    if (!style) return undefined;
    const { errors } = await check([style]);
    if (errors[0]) throw errors[0];
    this.addRecent(style);
    return await this.styleRef(style);
  }

  /** A style image, with its name where it is built in. */
  private async styleRef(style: vscode.Uri): Promise<ImageRef> {
    const styles = await builtInStyles(this.extensionUri);
    const label = styles.find(({ uri }) => String(uri) === String(style))?.label;
    return { ...refOf(style), ...(label !== undefined && { label }) };
  }

  /** Not waited for: the run begins while VS Code writes the list. */
  private addRecent(style: vscode.Uri): void {
    this.recent.add(style).catch((thrown: unknown) => this.errors.note(asPasticheError(thrown)));
  }

  /** The images that can be opened; one message names all the others. */
  private async goodOnes(contents: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
    const { good, errors } = await check(contents);
    if (errors.length === 1) void this.errors.show(errors[0]);
    else if (errors.length > 1) {
      for (const error of errors) this.errors.note(error);
      void this.errors.show(manyBad(errors, contents.length));
    }
    return good;
  }
}

/** The settings in the content image's own folder. @throws PasticheError `setting` */
function jobSettings(content: vscode.Uri): JobSettings {
  const read = settingsFor(content);
  return { ...recipeSettings(read), ...savingSettings(read) };
}

function refOf(uri: vscode.Uri): ImageRef {
  return { uri: uri.toString(), name: nameOf(uri) };
}

/** Checks images and shows that in the status bar, since files on a remote machine take a while to read. */
async function check(uris: readonly vscode.Uri[]): Promise<CheckedImages> {
  const options = {
    location: vscode.ProgressLocation.Window,
    title: vscode.l10n.t('Pastiche: reading images'),
  };
  return await vscode.window.withProgress(options, () => checkImages(uris));
}

/** One error for many images: what each error says, then their remedies, the same one only once. */
function manyBad(errors: readonly PasticheError[], of: number): PasticheError {
  const named = errors.slice(0, mostNamed);
  const more = errors.length - named.length;
  const text = [
    vscode.l10n.t('{0} of {1} images cannot be opened.', errors.length, of),
    ...named.map(({ message }) => message),
    ...(more > 0 ? [vscode.l10n.t('The log names {0} more.', more)] : []),
  ];
  const remedies = new Set(named.flatMap(({ remedy }) => remedy ?? []));
  return new PasticheError('image', text.join(' '), [...remedies].join(' '));
}
