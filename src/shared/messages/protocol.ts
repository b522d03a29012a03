import type { DevicePreference } from '../gpu/device';
import type { PlainError } from '../errors';
import type { ModelLabel, OutputFormat, OutputType } from './output';
import type { PresetName, Recipe } from '../recipe/recipe';

/**
 * The messages between extension host and studio, as two APIs over rpc.ts. The studio asks first (`ready`); uris are
 * strings, and the host reads and writes all files, so that remote and virtual workspaces work.
 */

export interface ImageRef {
  readonly uri: string;
  /** File name. */
  readonly name: string;
  /** Name of a built-in style, as the style picker shows it; absent for any other image. */
  readonly label?: string;
}

/** A mask of where a style is painted: white where it is, black where it is not, stretched over the content image. */
export type Region =
  | { readonly kind: 'image'; readonly image: ImageRef }
  /** A mask painted in the studio: a small PNG as a data uri, since only text survives a reload. */
  | { readonly kind: 'painted'; readonly uri: string };

/** A style image of a job, with its weight and region. */
export interface JobStyle {
  readonly image: ImageRef;
  /** Weight above 0, relative to the other styles without a region. */
  readonly weight: number;
  /** Region that is painted in this style; absent where it gets all that no style's region covers. */
  readonly region?: Region;
}

/** The styles of a job; the picture is named after them. */
export type JobStyles = readonly [JobStyle, ...JobStyle[]];

/** How pictures are saved. */
export interface SavingSettings {
  readonly output: OutputFormat;
  /** True saves the finished picture without being asked. */
  readonly autoSave: boolean;
  /** Epochs between saved intermediates; 0 saves none. */
  readonly saveEvery: number;
}

/** What a job is made by: the settings of its content image's folder when it was asked for. */
export interface JobSettings extends SavingSettings {
  readonly preset: PresetName;
  readonly recipe: Recipe;
}

/** One picture to make: a content image in a style, or in several. */
export interface Job {
  readonly id: string;
  readonly content: ImageRef;
  readonly styles: JobStyles;
  /** Absent where the studio's own hold, as in a job that an older version kept. */
  readonly settings?: JobSettings;
}

/** Everything that a person chose in a studio; it survives a reload, unlike results. */
export interface StudioIntent {
  readonly jobs: readonly Job[];
  readonly preset: PresetName;
  readonly recipe: Recipe;
}

/** A picture that is not saved yet, with all that made it. */
export interface UnsavedWork {
  /** The job as it ran. */
  readonly job: Job;
  readonly recipe: Recipe;
  readonly model: ModelLabel;
  readonly format: OutputFormat;
  /** Epochs taken. */
  readonly epoch: number;
  /** The picture's file. */
  readonly bytes: Uint8Array;
  /** Losses of its run, by `packCurve`; absent where no chart goes on from them. */
  readonly curve?: Uint8Array;
}

/** A picture in the host's keeping. */
export interface KeptPicture extends UnsavedWork {
  readonly id: string;
  /** True for the picture of an interrupted run that can go on. */
  readonly resumable: boolean;
}

/** Webview uris of the studio's own files. */
export interface StudioAssets {
  readonly worker: string;
  /** Folder of the wasm backend's files, with a trailing slash. */
  readonly wasm: string;
}

export interface StudioSettings extends SavingSettings {
  readonly device: DevicePreference;
  /** Bytes that a run may take before it recomputes or works in tiles; 0 leaves the limit to the engine. */
  readonly memoryBudget: number;
}

/** The studio's whole start state, the reply to `ready`. */
export interface StudioStart {
  readonly version: string;
  readonly intent: StudioIntent;
  readonly settings: StudioSettings;
  readonly assets: StudioAssets;
  /** False after a reload: the panel shows what was chosen and waits for Start. */
  readonly autoStart: boolean;
  /** The studio's name, which a reload does not change. */
  readonly studio: string;
  /** Pictures that are not saved, and runs that were interrupted, oldest first. */
  readonly kept: readonly KeptPicture[];
  /** True where an interrupted run is to go on by itself, as when a tab that was closed is opened again. */
  readonly resumes: boolean;
  /** Content image of a studio that stands ready while the person picks a style; absent in any other. */
  readonly expected?: ImageRef;
}

/** State of VGG-19's weights while the pocket network paints in its place. */
export type Vgg19State =
  | { readonly kind: 'fetching'; readonly percent: number }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The weights have come: the next run takes them. */
  | { readonly kind: 'ready' };

/** The model that a run will use, or `cancelled` where the person would rather not run. */
export type ModelChoice =
  | {
      readonly kind: 'pretrained';
      readonly precision: 'uint8' | 'float32';
      readonly files: readonly string[];
    }
  /** The pocket network; `vgg19` is absent where the settings or the person chose this network. */
  | { readonly kind: 'pocket'; readonly vgg19?: Vgg19State }
  | { readonly kind: 'cancelled' };

export interface SaveRequest {
  readonly job: Job;
  readonly bytes: Uint8Array;
  readonly format: OutputFormat;
  readonly model: ModelLabel;
  /** Epoch of an intermediate, which raises no notification; absent for a finished picture. */
  readonly intermediateEpoch?: number;
  /** True for the picture with which a run ends: once it is written, that run is kept no longer. */
  readonly endsRun?: boolean;
  /**
   * Number of jobs that start by themselves after this one, for a picture that was saved without being asked: the host then
   * notifies of all pictures together when the last is done. Absent or 0: it notifies at once.
   */
  readonly waiting?: number;
}

/** A file that the person named for a picture, and the type that its ending asks for. */
export interface SavePlace {
  readonly uri: string;
  readonly type: OutputType;
}

/** Asks whether a job's picture will find its folder writable. */
export interface ProbeRequest {
  readonly job: Job;
  readonly format: OutputFormat;
}

export interface SavedImage {
  readonly uri: string;
  /** Path for display: relative to the workspace folder where the file is inside one. */
  readonly label: string;
}

/** Methods of the extension host, called by the studio. */
export interface HostApi {
  ready(params: null): StudioStart;
  /** Bytes of an image that the person chose; rejects `image` when the file is gone or unreadable. */
  readImage(params: { readonly uri: string }): Uint8Array;
  /**
   * Finds the weights, or begins to download them; asks the person only where VGG-19 was asked for by name and cannot be
   * had.
   */
  prepareModel(params: null): ModelChoice;
  /** The network that a run would take now, without a download or a question; null where there is none. */
  networkAtHand(params: null): ModelChoice | null;
  /** One weight file of the prepared model; VGG-19's are verified. */
  readModelFile(params: { readonly file: string }): Uint8Array;
  /** Rejects `output`, saying what to do, where the job's picture could not be written; leaves nothing behind. */
  probeOutput(params: ProbeRequest): void;
  saveImage(params: SaveRequest): SavedImage;
  /**
   * Asks for a file to save a picture under, of one of these types; null when dismissed. Rejects `output` where the name's
   * ending is that of another type.
   */
  askPlace(params: { readonly job: Job; readonly types: readonly OutputType[] }): SavePlace | null;
  /** Writes to the file that `askPlace` answered with, in place of what may be there. Rejects `output`. */
  saveAt(params: { readonly uri: string; readonly bytes: Uint8Array }): SavedImage;
  /** Keeps the state of the run under way, where it outlives the page, in place of the one before. */
  keepRun(params: UnsavedWork & { readonly checkpoint: Uint8Array }): null;
  /** Keeps a picture that is not saved. Answers with its id. */
  keepPicture(params: UnsavedWork): string;
  /** State from which an interrupted run of a job goes on. @param params.job the job's id */
  readCheckpoint(params: { readonly job: string }): Uint8Array;
  /**
   * Ends the keeping of a job's run. Where its last picture is set aside, the answer is that picture's id.
   * @param params.job the job's id
   */
  endRun(params: { readonly job: string; readonly setAside: boolean }): string | null;
  /** Ends the keeping of a picture. */
  forgetPicture(params: { readonly id: string }): null;
  /** Asks what to do with the pictures of a job that is about to be removed and has some that are not saved. */
  askRemoval(params: { readonly content: ImageRef; readonly count: number }): 'save' | 'discard' | 'cancel';
  /** Opens the style picker again; null when dismissed. */
  pickStyle(params: { readonly content: ImageRef }): ImageRef | null;
  /** Lets the person pick a mask image for the region of a style; null when dismissed. */
  pickMask(params: { readonly content: ImageRef }): ImageRef | null;
  openImage(params: { readonly uri: string }): void;
  openSettings(params: { readonly query: string }): void;
  // The methods below are notices, which are not answered.
  /** Stores a panel's intent. @param params.studio the panel's name, which a reload does not change */
  remember(params: { readonly studio: string; readonly intent: StudioIntent }): void;
  /** All but the network is ready: a `prepareModel` under way is to wait for no download any longer. */
  engineReady(params: null): void;
  runChanged(params: RunState): void;
  /** Reports a failed run. @param params.waiting as in `SaveRequest` */
  runFailed(params: { readonly job: Job; readonly error: PlainError; readonly waiting?: number }): void;
  log(params: { readonly level: 'info' | 'warn' | 'error'; readonly text: string }): void;
}

/** The part of a run's state that the host shows outside the page: context keys for commands, the panel's title, progress. */
export interface RunState {
  readonly phase: 'idle' | 'preparing' | 'running' | 'paused' | 'finished';
  /** Names of content image and styles; empty where there is no picture. */
  readonly title: string;
  /** File name of the content image; empty where there is no picture. */
  readonly content: string;
  /** Work done, in whole percent; null before the first epoch and where nothing runs. */
  readonly percent: number | null;
  /** Time left, ms, as `roundEstimate` rounds it; null where it is unknown. */
  readonly leftMs: number | null;
}

export type StudioCommand = 'start' | 'pause' | 'resume' | 'stop' | 'save' | 'saveUnsaved';

/** Methods of the studio, called by the host. */
export interface StudioApi {
  /** Queues more pictures behind those already waiting. */
  enqueue(params: {
    readonly jobs: readonly Job[];
    readonly preset: PresetName;
    readonly recipe: Recipe;
  }): void;
  command(params: { readonly command: StudioCommand }): void;
  /** The person changed the settings. @param params.jobs how each job's pictures are to be saved from now on */
  settingsChanged(
    params: StudioSettings & {
      readonly jobs: readonly { readonly id: string; readonly saving: SavingSettings }[];
    },
  ): void;
  /** Reports the state of a download in the background. */
  vgg19Changed(params: Vgg19State): void;
}
