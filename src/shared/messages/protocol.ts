import type { DevicePreference } from '../gpu/device';
import type { PlainError } from '../errors';
import type { ModelLabel, OutputFormat } from './output';
import type { PresetName, Recipe } from '../recipe/recipe';

/**
 * What host and studio say to each other, as two apis over rpc.ts. The studio asks first (`ready`); uris are strings, and
 * all files are read and written by the host, so that remote and virtual workspaces work.
 */

export interface ImageRef {
  readonly uri: string;
  readonly name: string;
}

/** Where a style is painted: white where it is, black where it is not, stretched over the content image. */
export type Region =
  | { readonly kind: 'image'; readonly image: ImageRef }
  /** Painted in the studio: a small PNG as a data uri, since nothing but text survives a reload. */
  | { readonly kind: 'painted'; readonly uri: string };

/** A style image of a job: how much it counts, and where. */
export interface JobStyle {
  readonly image: ImageRef;
  /** Above 0; against the other styles without a region. */
  readonly weight: number;
  /** Absent: wherever no region of another style is. */
  readonly region?: Region;
}

/** The styles of a job; the picture is named after the first. */
export type JobStyles = readonly [JobStyle, ...JobStyle[]];

/** One picture to make: a content image in a style, or in several. */
export interface Job {
  readonly id: string;
  readonly content: ImageRef;
  readonly styles: JobStyles;
}

/** What a person chose; survives a reload, unlike any result. */
export interface StudioIntent {
  readonly jobs: readonly Job[];
  readonly preset: PresetName;
  readonly recipe: Recipe;
}

/** Where the studio's own files are, as webview uris. */
export interface StudioAssets {
  readonly worker: string;
  /** Folder of the wasm backend's files, with a trailing slash. */
  readonly wasm: string;
}

export interface StudioSettings {
  readonly device: DevicePreference;
  readonly output: OutputFormat;
  /** Save the finished picture without being asked. */
  readonly autoSave: boolean;
  /** Epochs between saved intermediates; 0 saves none. */
  readonly saveEvery: number;
  /** Bytes that a run may take before it recomputes or goes on in tiles; 0 leaves it to the engine. */
  readonly memoryBudget: number;
}

/** The whole start state, sent once as the reply to `ready`. */
export interface StudioStart {
  readonly version: string;
  readonly intent: StudioIntent;
  readonly settings: StudioSettings;
  readonly assets: StudioAssets;
  /** False after a reload: the panel shows what was chosen and waits for Start. */
  readonly autoStart: boolean;
}

/** How it stands with VGG-19's weights while the pocket network paints in its place. */
export type Vgg19State =
  | { readonly kind: 'fetching'; readonly percent: number }
  | { readonly kind: 'failed'; readonly reason: string }
  /** They have come: the next run takes them. */
  | { readonly kind: 'ready' };

/** The model that a run will use, or the person's wish not to run. */
export type ModelChoice =
  | {
      readonly kind: 'pretrained';
      readonly precision: 'uint8' | 'float32';
      readonly files: readonly string[];
    }
  /** `vgg19` is absent where the settings ask for the pocket network. */
  | { readonly kind: 'pocket'; readonly vgg19?: Vgg19State }
  | { readonly kind: 'cancelled' };

export interface SaveRequest {
  readonly job: Job;
  readonly bytes: Uint8Array;
  readonly format: OutputFormat;
  readonly model: ModelLabel;
  /** Set for an intermediate: the epoch it was taken at. Intermediates raise no notification. */
  readonly intermediateEpoch?: number;
  /**
   * Jobs that start by themselves after this one, for a picture that was saved without being asked: the host then tells of
   * all at once when the last is done. Absent or 0, it tells at once.
   */
  readonly waiting?: number;
}

export interface SavedImage {
  readonly uri: string;
  /** Path for people: relative to the workspace folder where it is inside one. */
  readonly label: string;
}

/** Answered by the host. */
export interface HostApi {
  ready(params: null): StudioStart;
  /** Bytes of an image the person chose; rejects `image` when the file is gone or unreadable. */
  readImage(params: { readonly uri: string }): Uint8Array;
  /** Finds the weights, or begins to download them; asks the person only where VGG-19 was asked for by name and cannot be had. */
  prepareModel(params: null): ModelChoice;
  /** One weight file of the prepared model; VGG-19's are verified. */
  readModelFile(params: { readonly file: string }): Uint8Array;
  saveImage(params: SaveRequest): SavedImage;
  /** Opens the style picker again; null when dismissed. */
  pickStyle(params: { readonly content: ImageRef }): ImageRef | null;
  /** Lets the person pick a mask image for the region of a style; null when dismissed. */
  pickMask(params: { readonly content: ImageRef }): ImageRef | null;
  openImage(params: { readonly uri: string }): void;
  openSettings(params: { readonly query: string }): void;
  // Notices, no answer awaited.
  /** @param params.studio names the panel, over reloads too */
  remember(params: { readonly studio: string; readonly intent: StudioIntent }): void;
  /** All but the network is ready: a `prepareModel` under way is to wait for no download any longer. */
  engineReady(params: null): void;
  runChanged(params: RunState): void;
  /** @param waiting as in `SaveRequest` */
  runFailed(params: { readonly job: Job; readonly error: PlainError; readonly waiting?: number }): void;
  log(params: { readonly level: 'info' | 'warn' | 'error'; readonly text: string }): void;
}

/** What the host shows outside the panel: context keys for commands, the panel's title. */
export interface RunState {
  readonly phase: 'idle' | 'preparing' | 'running' | 'paused' | 'finished';
  readonly title: string;
}

export type StudioCommand = 'start' | 'pause' | 'resume' | 'stop' | 'save';

/** Answered by the studio. */
export interface StudioApi {
  /** More pictures to make, after those already waiting. */
  enqueue(params: {
    readonly jobs: readonly Job[];
    readonly preset: PresetName;
    readonly recipe: Recipe;
  }): void;
  command(params: { readonly command: StudioCommand }): void;
  settingsChanged(params: StudioSettings): void;
  /** Told of as a download in the background goes on. */
  vgg19Changed(params: Vgg19State): void;
}
