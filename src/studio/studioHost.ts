import * as vscode from 'vscode';
import type { KeptWork } from './keptWork';
import type { ModelStore } from '../model/modelStore';
import { readImageFile } from '../images/imageFiles';
import { askFirst } from './showMessage';
import { openSettings } from './openSettings';
import type { PictureSaver } from '../output/pictureSaver';
import type { RunNotices } from '../output/runNotices';
import { asPasticheError, errorText, fromPlainError, PasticheError } from '../shared/errors';
import { hostSchemas } from '../shared/messages/hostSchemas';
import type {
  HostApi,
  ImageRef,
  Job,
  RunState,
  SaveRequest,
  StudioApi,
  StudioIntent,
  StudioStart,
} from '../shared/messages/protocol';
import { RpcPeer, type Handlers, type Send } from '../shared/messages/rpc';

/** Parts of the extension that a studio's requests need. */
export interface HostParts {
  readonly model: ModelStore;
  readonly saver: PictureSaver;
  readonly notices: RunNotices;
  readonly log: vscode.LogOutputChannel;
  /** Lets the person pick a style image that can be opened. */
  pickStyle(content: vscode.Uri): Promise<ImageRef | undefined>;
  /** Lets the person pick a mask image that can be opened. */
  pickMask(content: vscode.Uri): Promise<ImageRef | undefined>;
  readonly kept: KeptWork;
  /** The studio's name. */
  readonly studio: string;
  start(): Promise<StudioStart>;
  remember(studio: string, intent: StudioIntent): Promise<void>;
  runChanged(state: RunState): void;
}

/**
 * Answers one studio's requests. It reads no image that the person did not choose, and opens none that was not chosen or
 * saved.
 */
export class StudioHost {
  private readonly known = new Set<string>();
  /** Files that the person named to save a picture under. */
  private readonly places = new Set<string>();

  constructor(private readonly parts: HostParts) {}

  /** Lets the studio read the images of these jobs. */
  allow({ jobs }: Pick<StudioIntent, 'jobs'>): void {
    for (const { content, styles } of jobs) {
      this.known.add(content.uri);
      for (const { image, region } of styles) {
        this.known.add(image.uri);
        if (region?.kind === 'image') this.known.add(region.image.uri);
      }
    }
  }

  /** Lets the studio read an image that no job has yet. */
  allowImage({ uri }: ImageRef): void {
    this.known.add(uri);
  }

  /** This end of a page's channel. Every message is checked, since a page is not trusted. */
  connect(send: Send, onDefect: (error: PasticheError) => void): RpcPeer<HostApi, StudioApi> {
    return new RpcPeer<HostApi, StudioApi>(send, this.handlers, onDefect, hostSchemas);
  }

  private readonly handlers: Handlers<HostApi> = {
    ready: () => this.parts.start(),
    readImage: async ({ uri }) => postable(await readImageFile(this.chosen(uri))),
    prepareModel: async (_, signal) => await withToken(signal, token => this.parts.model.prepare(token)),
    networkAtHand: async () => (await this.parts.model.atHand()) ?? null,
    readModelFile: async ({ file }) => postable(await this.parts.model.readFile(file)),
    engineReady: () => this.parts.model.hurry(),
    probeOutput: async request => {
      this.chosen(request.job.content.uri);
      await this.parts.saver.probe(request);
    },
    saveImage: async request => {
      this.chosen(request.job.content.uri);
      const { uri, saved } = await this.parts.saver.save(request).catch((thrown: unknown) => {
        if (request.intermediateEpoch === undefined) this.noteUnsaved(request, thrown);
        throw thrown;
      });
      // Before the person is told: whoever reloads the window then finds no run that could go on.
      if (request.endsRun) await this.endRun(request.job);
      this.known.add(saved.uri);
      this.parts.log.info(`Saved ${saved.label}.`);
      if (request.intermediateEpoch === undefined) {
        this.parts.notices.addSaved({ uri, model: request.model }, request.waiting);
      }
      return saved;
    },
    askPlace: async ({ job, types }) => {
      this.chosen(job.content.uri);
      const place = await this.parts.saver.askPlace(job, types);
      if (place) this.places.add(place.uri);
      return place;
    },
    saveAt: async ({ uri, bytes }) => {
      if (!this.places.delete(uri))
        throw new PasticheError('usage', `${uri} was not chosen to be saved under.`);
      const { saved, uri: written } = await this.parts.saver.saveAt(vscode.Uri.parse(uri), bytes);
      this.known.add(saved.uri);
      this.parts.log.info(`Saved ${saved.label}.`);
      this.parts.notices.addSaved({ uri: written });
      return saved;
    },
    keepRun: async ({ checkpoint, ...work }) => {
      await this.parts.kept.keepRun(this.parts.studio, work, checkpoint);
      return null;
    },
    keepPicture: async work => await this.parts.kept.keepPicture(this.parts.studio, work),
    readCheckpoint: async ({ job }) => postable(await this.parts.kept.readCheckpoint(this.parts.studio, job)),
    endRun: async ({ job, setAside }) => await this.parts.kept.endRun(this.parts.studio, job, setAside),
    forgetPicture: async ({ id }) => {
      await this.parts.kept.forget(this.parts.studio, id);
      return null;
    },
    askRemoval: async ({ content, count }) => await askRemoval(content.name, count),
    pickStyle: async ({ content }) => this.allowed(await this.parts.pickStyle(this.chosen(content.uri))),
    pickMask: async ({ content }) => this.allowed(await this.parts.pickMask(this.chosen(content.uri))),
    openImage: async ({ uri }) => {
      await vscode.commands.executeCommand('vscode.open', this.chosen(uri));
    },
    openSettings: async ({ query }) => await openSettings(query),
    remember: async ({ studio, intent }) => await this.parts.remember(studio, intent),
    runChanged: state => this.parts.runChanged(state),
    runFailed: ({ job, error, waiting }) =>
      this.parts.notices.addFailure({ content: job.content.name, error: fromPlainError(error) }, waiting),
    log: ({ level, text }) => this.parts.log[level](text),
  };

  /** Keeps a run no longer whose picture is saved. That it cannot be tidied away costs the person nothing. */
  private async endRun({ id }: Job): Promise<void> {
    try {
      await this.parts.kept.endRun(this.parts.studio, id, false);
    } catch (thrown) {
      this.parts.log.warn(errorText(thrown));
    }
  }

  private noteUnsaved({ job, waiting }: SaveRequest, thrown: unknown): void {
    this.parts.notices.addUnsaved({ content: job.content.name, error: asPasticheError(thrown) }, waiting);
  }

  private allowed(picked: ImageRef | undefined): ImageRef | null {
    if (!picked) return null;
    this.known.add(picked.uri);
    return picked;
  }

  private chosen(uri: string): vscode.Uri {
    if (this.known.has(uri)) return vscode.Uri.parse(uri);
    throw new PasticheError('usage', `${uri} was not chosen for this studio.`);
  }
}

async function askRemoval(name: string, count: number): Promise<'save' | 'discard' | 'cancel'> {
  const save = vscode.l10n.t('Save and Remove');
  const discard = vscode.l10n.t('Remove');
  const question =
    count === 1
      ? vscode.l10n.t('The picture of {0} is not saved. Remove it?', name)
      : vscode.l10n.t('{1} pictures of {0} are not saved. Remove them?', name, count);
  const answer = await askFirst(question, save, discard);
  if (answer === save) return 'save';
  return answer === discard ? 'discard' : 'cancel';
}

/**
 * A copy of a file's bytes that a webview receives as bytes. Node reads files as a `Buffer`, which VS Code would post as
 * JSON, and which may be a view into a larger buffer that would be posted whole.
 */
function postable(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

async function withToken<T>(
  signal: AbortSignal,
  work: (token: vscode.CancellationToken) => Promise<T>,
): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const cancel = (): void => source.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await work(source.token);
  } finally {
    signal.removeEventListener('abort', cancel);
    source.dispose();
  }
}
