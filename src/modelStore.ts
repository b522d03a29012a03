import * as vscode from 'vscode';
import { askAfterFailure } from './modelFailure';
import { downloadWithProgress } from './modelProgress';
import { readModelSettings, saveModelFolder, type ModelSettings } from './modelSettings';
import { UriFolder } from './modelUriFolder';
import { asPasticheError, errorText, PasticheError } from './shared/errors';
import { mirrorSources, precisions, type ModelPins } from './shared/model/modelPins';
import { openFromPlaces, openOwnFolder } from './shared/model/modelPlaces';
import { SharedTask } from './shared/model/sharedTask';
import { modelPins } from './shared/model/sources';
import type { VerifiedModel } from './shared/model/verifiedModel';
import type { ModelChoice } from './shared/protocol';

/** Where the weights are: packed into the extension, in its global storage, in a folder of the person's, or downloaded. */
export class ModelStore {
  private readonly opened = new Map<string, VerifiedModel>();
  private readonly choosing = new SharedTask(signal => this.choose(signal));

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Finds or downloads the weights that the settings ask for; where that fails the person decides. Calls that overlap share
   * one download, which ends when all of them are cancelled.
   * @throws PasticheError `setting` when a setting of the model is wrong
   */
  async prepare(token?: vscode.CancellationToken): Promise<ModelChoice> {
    const leaving = new AbortController();
    if (token?.isCancellationRequested) leaving.abort();
    const subscription = token?.onCancellationRequested(() => leaving.abort());
    try {
      return await this.choosing.join(leaving.signal);
    } catch (thrown) {
      const error = asPasticheError(thrown);
      if (error.code === 'cancelled') return { kind: 'cancelled' };
      throw error;
    } finally {
      subscription?.dispose();
    }
  }

  /**
   * One file of a prepared model, checked against its pin.
   * @throws PasticheError `model` when it has gone or was altered since `prepare`
   */
  async readFile(file: string): Promise<Uint8Array> {
    const model = this.opened.get(file);
    if (!model) throw new PasticheError('model', `${file} belongs to no model that was prepared.`);
    return model.read(file);
  }

  private async choose(signal: AbortSignal): Promise<ModelChoice> {
    let chosen: vscode.Uri | undefined;
    for (;;) {
      try {
        const settings = readModelSettings();
        const model = await this.open(chosen ? { ...settings, folder: chosen } : settings, signal);
        if (chosen) await this.remember(chosen);
        return { kind: 'pretrained', precision: model.precision, files: model.files };
      } catch (thrown) {
        const error = asPasticheError(thrown);
        if (error.code !== 'model' && error.code !== 'network') throw error;
        this.log.error(errorText(error));
        const answer = await askAfterFailure(error, signal);
        if (answer.kind === 'cancelled') return answer;
        if (answer.kind === 'untrained') return { kind: 'pocket' };
        chosen = answer.kind === 'folder' ? answer.folder : undefined;
      }
    }
  }

  private async open(settings: ModelSettings, signal: AbortSignal): Promise<VerifiedModel> {
    const model = settings.folder
      ? await openOwnFolder([new UriFolder(settings.folder)], candidates(settings), 'pastiche.model.folder')
      : await this.openOurs(settings, signal);
    for (const file of model.files) this.opened.set(file, model);
    this.log.info(`VGG-19 (${model.precision}) from ${model.folders.join(', ')}.`);
    return model;
  }

  private openOurs({ precision, mirror }: ModelSettings, signal: AbortSignal): Promise<VerifiedModel> {
    const pins = modelPins[precision];
    const packed = new UriFolder(vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'model'));
    const cache = new UriFolder(vscode.Uri.joinPath(this.context.globalStorageUri, `vgg19-${precision}`));
    const sources = [...(mirror ? mirrorSources(mirror) : []), ...pins.sources];
    return openFromPlaces(
      pins,
      { packed: [packed], cache },
      missing => downloadWithProgress(missing, sources, cache, { signal, log: text => this.log.warn(text) }),
      text => this.log.warn(text),
    );
  }

  private async remember(folder: vscode.Uri): Promise<void> {
    try {
      await saveModelFolder(folder);
    } catch (thrown) {
      // The run can go on; only the next one asks again.
      this.log.warn(`pastiche.model.folder could not be saved: ${errorText(thrown)}`);
    }
  }
}

/** The precision asked for first: a folder may hold both. */
function candidates({ precision }: ModelSettings): readonly [ModelPins, ...ModelPins[]] {
  const others = precisions.filter(other => other !== precision).map(other => modelPins[other]);
  return [modelPins[precision], ...others];
}
