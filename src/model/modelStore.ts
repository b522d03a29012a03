import * as vscode from 'vscode';
import { BackgroundDownloads } from './backgroundDownloads';
import type { ErrorNotice } from '../studio/errorNotice';
import { askAfterFailure } from './modelFailure';
import { downloadWithProgress } from './modelProgress';
import { readModelSettings, readNetworkSetting, saveModelFolder } from './modelSettings';
import { UriFolder } from './uriFolder';
import { asPasticheError, errorText, PasticheError } from '../shared/errors';
import type { ModelPins, WeightPrecision } from '../shared/model/modelPins';
import { pocketFile } from '../shared/model/pocketLayout';
import { SharedTask } from '../shared/model/sharedTask';
import { modelPins } from '../shared/model/sources';
import type { VerifiedModel } from '../shared/model/verifiedModel';
import type { ModelChoice, Vgg19State } from '../shared/messages/protocol';
import { Vgg19Weights } from './vgg19Weights';

/** Most milliseconds that a run waits for VGG-19's download before it begins with the pocket network. */
const patienceMs = 2000;

export interface ModelStoreOptions {
  /** Makes a promise that settles when a run has waited long enough for a download. */
  readonly patience?: () => Promise<unknown>;
  readonly pins?: Readonly<Record<WeightPrecision, ModelPins>>;
}

/**
 * Finds the weights. The pocket network's are part of the extension; VGG-19's are packed into it, in its global storage, in
 * a folder of the person's own, or have to be downloaded.
 */
export class ModelStore implements vscode.Disposable {
  private readonly opened = new Map<string, VerifiedModel>();
  private readonly choosing = new SharedTask(signal => this.choose(signal));
  private readonly downloads: BackgroundDownloads;
  private readonly weights: Vgg19Weights;
  private readonly warn = (text: string): void => this.log.warn(text);
  /** Ends the wait for a download; there is none before the first choice. */
  private endWait: () => void = () => undefined;
  /** Text of the last error in the settings that was shown, so that it is shown once. */
  private told: string | undefined;

  /** Fires as a download in the background makes progress or ends. */
  readonly onDidChangeVgg19: vscode.Event<Vgg19State>;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly errors: ErrorNotice,
    { patience = waitForDownload, pins = modelPins }: ModelStoreOptions = {},
  ) {
    this.weights = new Vgg19Weights(context, pins, this.warn);
    this.downloads = new BackgroundDownloads(patience, log);
    this.onDidChangeVgg19 = this.downloads.onDidChange;
  }

  /**
   * Gets the network that the settings ask for ready. `auto` takes VGG-19 where its weights are at hand or come in time,
   * else the pocket network while the download goes on, and asks nothing. Overlapping calls share one answer.
   * @throws PasticheError `setting` when `pastiche.model.network` is wrong, or another model setting where VGG-19 is asked
   * for by name
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
   * The network that a run would begin on now, found without a download, a question or a message; undefined where there is
   * none. What is wrong with the settings is told by `prepare`.
   */
  async atHand(): Promise<ModelChoice | undefined> {
    try {
      const network = readNetworkSetting();
      if (network === 'pocket') return { kind: 'pocket' };
      const vgg19 = await this.weights.open(readModelSettings(), downloadNothing).catch(() => undefined);
      if (vgg19) return this.choiceOf(vgg19);
      return network === 'auto' ? { kind: 'pocket' } : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Reads one file of a prepared model; VGG-19's are checked against their pins.
   * @throws PasticheError `model` when the file has gone or was altered since `prepare`
   */
  async readFile(file: string): Promise<Uint8Array> {
    if (file === pocketFile) return await this.readPocket();
    const model = this.opened.get(file);
    if (!model) throw new PasticheError('model', `${file} belongs to no model that was prepared.`);
    return model.read(file);
  }

  /** Lets the choice under way wait for no download any longer: all else is ready, and the person looks on. */
  hurry(): void {
    this.endWait();
  }

  /** Ends the downloads; the files that have come are kept. */
  dispose(): void {
    this.downloads.dispose();
  }

  private async choose(signal: AbortSignal): Promise<ModelChoice> {
    switch (readNetworkSetting()) {
      case 'pocket':
        return { kind: 'pocket' };
      case 'vgg19':
        return await this.insist(signal);
      case 'auto':
        return await this.chooseByItself();
    }
  }

  /**
   * VGG-19 where its weights come in time, else the pocket network. An error in the settings is shown once and stops
   * nothing.
   */
  private async chooseByItself(): Promise<ModelChoice> {
    const hurried = new Promise<void>(resolve => (this.endWait = resolve));
    try {
      const settings = readModelSettings();
      const name = `${settings.precision} ${settings.mirror ?? ''}`;
      let vgg19 = { kind: 'ready' } as Vgg19State;
      const model = await this.weights.open(settings, async plan => {
        vgg19 = await this.downloads.inTime(name, hurried, watch =>
          downloadWithProgress(...plan, { ...watch, inBackground: true, log: this.warn }),
        );
      });
      this.told = undefined;
      return vgg19.kind === 'ready' ? this.take(model) : { kind: 'pocket', vgg19 };
    } catch (thrown) {
      const error = asPasticheError(thrown);
      const text = errorText(error);
      if (text.includes('pastiche.') && text !== this.told) {
        this.told = text;
        void this.errors.show(error);
      } else this.errors.note(error);
      return { kind: 'pocket', vgg19: { kind: 'failed', reason: error.message } };
    }
  }

  /** VGG-19, for which the run waits; where its weights cannot be had the person chooses how to go on. */
  private async insist(signal: AbortSignal): Promise<ModelChoice> {
    let chosen: vscode.Uri | undefined;
    for (;;) {
      try {
        const settings = { ...readModelSettings(), ...(chosen && { folder: chosen }) };
        const model = await this.weights.open(settings, plan =>
          downloadWithProgress(...plan, { signal, log: this.warn }),
        );
        if (chosen) await this.remember(chosen);
        return this.take(model);
      } catch (thrown) {
        const error = asPasticheError(thrown);
        if (error.code !== 'model' && error.code !== 'network') throw error;
        this.log.error(errorText(error));
        const answer = await askAfterFailure(error, signal);
        if (answer.kind === 'cancelled' || answer.kind === 'pocket') return answer;
        chosen = answer.kind === 'folder' ? answer.folder : undefined;
      }
    }
  }

  private take(model: VerifiedModel): ModelChoice {
    this.log.info(`VGG-19 (${model.precision}) from ${model.folders.join(', ')}.`);
    return this.choiceOf(model);
  }

  private choiceOf(model: VerifiedModel): ModelChoice {
    for (const file of model.files) this.opened.set(file, model);
    return { kind: 'pretrained', precision: model.precision, files: model.files };
  }

  private async readPocket(): Promise<Uint8Array> {
    const folder = new UriFolder(vscode.Uri.joinPath(this.context.extensionUri, 'media', 'pocket'));
    const bytes = await folder.read(pocketFile);
    if (bytes) return bytes;
    throw new PasticheError(
      'model',
      `The pocket network's ${pocketFile} is missing from ${folder.label}.`,
      'Install the extension again.',
    );
  }

  private async remember(folder: vscode.Uri): Promise<void> {
    try {
      await saveModelFolder(folder);
    } catch (thrown) {
      // The run has its weights all the same; only the next one has to ask for the folder again.
      this.warn(`pastiche.model.folder could not be saved: ${errorText(thrown)}`);
    }
  }
}

function downloadNothing(): Promise<never> {
  return Promise.reject(new PasticheError('model', 'The weights of VGG-19 are not on this machine.'));
}

function waitForDownload(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, patienceMs));
}
