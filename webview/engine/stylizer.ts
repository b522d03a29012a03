import type { PasticheError } from '../../src/shared/errors';
import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import type { EpochReport } from '../../src/shared/messages/epochReport';
import type { ModelLabel, OutputFormat } from '../../src/shared/messages/output';
import type { Recipe } from '../../src/shared/recipe/recipe';

/**
 * The engine as its users see it: the studio (through a worker) and Node (directly). This file has types only, so that the
 * UI can import it without the engine.
 */

/** An image file, byte for byte as on disk. */
export interface SourceImage {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The weights of a run: VGG-19's, or those of the pocket network in the box. `read` fetches one file of the model by name;
 * its bytes are verified by whoever provides it.
 */
export type Model =
  | {
      readonly kind: 'pocket';
      read(file: string): Promise<Uint8Array>;
    }
  | {
      readonly kind: 'pretrained';
      readonly precision: 'uint8' | 'float32';
      readonly files: readonly string[];
      read(file: string): Promise<Uint8Array>;
    };

/** A style image of a run, with its weight and the region it is painted in. */
export interface WeightedStyle {
  readonly image: SourceImage;
  /** How much it counts against the other style images of the same region; above 0. */
  readonly weight: number;
  /**
   * A mask, white where this style is painted and black where not, stretched over the content image. The styles without a
   * region are painted where no region is.
   */
  readonly region?: SourceImage;
}

export interface RunRequest {
  readonly content: SourceImage;
  readonly styles: readonly [WeightedStyle, ...WeightedStyle[]];
  readonly recipe: Recipe;
  readonly model: Model;
  readonly output: OutputFormat;
  /** Epochs between intermediates handed to the observer; 0 for none. */
  readonly saveEvery: number;
  /** Bytes that an evaluation may take before blocks are recomputed, or tiles used; 0 or absent: the engine decides. */
  readonly memoryBudget?: number;
  /** What `RunObserver.checkpoint` was given last, where an interrupted run is to go on; absent where one begins. */
  readonly checkpoint?: Uint8Array;
}

/** What is known of a run before its style is. */
export type ExpectedRun = Pick<RunRequest, 'content' | 'recipe' | 'model'>;

/** The phases of a run. Each one before `running` may take seconds, so each is shown. */
export type RunPhase = 'decoding' | 'model' | 'compiling' | 'targets' | 'running';

/** How a run is computed, known once the images are decoded. */
export interface RunStart {
  readonly width: number;
  readonly height: number;
  readonly device: DeviceReport;
  readonly model: ModelLabel;
  /** Most bytes that the run will hold, as `RunSummary.peakBytes` counts them; a forecast. */
  readonly peakBytes: number;
  /** What the last scale's activations and gradients are stored in. It changes where a run has to go on in float32. */
  readonly precision: 'f32' | 'f16';
  /** Why the precision is not the one that the recipe asks for, in one sentence. */
  readonly precisionNote?: string;
  /** How many of the network's first blocks the last scale recomputes instead of keeping them; absent where none. */
  readonly recomputedBlocks?: number;
  /** Side of the tiles that the last scale is computed in, px; absent where it is computed as a whole. */
  readonly tileSize?: number;
}

export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly format: OutputFormat;
  readonly epoch: number;
}

/** What an interrupted run leaves behind. */
export interface KeptState {
  /** The state from which the run can go on. */
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  /** The picture in that state, at the size worked at. */
  readonly picture: EncodedImage;
}

/** Receives a run's progress. Losses come in batches, a few a second, however fast the epochs are. */
export interface RunObserver {
  /** A phase has begun or advanced. @param fraction 0 to 1, where the phase can tell */
  phase(phase: RunPhase, fraction?: number): void;
  /** The images are decoded; called again where something of `start` has changed since. */
  started(start: RunStart): void;
  /**
   * A batch of epochs was computed.
   * @param epochMs milliseconds per epoch, averaged over the batch
   * @param sleptMs milliseconds in which the machine slept meanwhile, which `epochMs` leaves out
   */
  epochs(reports: readonly EpochReport[], epochMs: number, sleptMs: number): void;
  intermediate(image: EncodedImage): void;
  /** Keeps the run's state where it outlives the engine, every few seconds, one call at a time; absent where it need not. */
  checkpoint?(kept: KeptState): Promise<void>;
  /** Something failed that costs neither run nor picture, such as an intermediate. Absent: nobody hears of it. */
  trouble?(problem: PasticheError): void;
}

export interface RunSummary {
  /** Optimiser steps taken; fewer than the recipe's when the run was stopped. */
  readonly epochs: number;
  readonly seconds: number;
  /** Most bytes held at any time in tensors, as counted by tfjs, and in the engine's own buffers. */
  readonly peakBytes: number;
}

export interface StylizeRun {
  /**
   * Resolves when the run ends or is stopped; rejects with a PasticheError. The last image is kept either way; where the
   * device was lost, it is a copy from some seconds before.
   */
  readonly finished: Promise<RunSummary>;
  /** Resolves when the run has paused: every epoch taken is reported and painted, and no other comes before `resume`. */
  pause(): Promise<void>;
  resume(): void;
  /** Ends the run after the current epoch and keeps its image. */
  stop(): void;
  /** The image as it is now, with its run record. Rejects `usage` before the first epoch. */
  encode(format: OutputFormat): Promise<EncodedImage>;
  /** Stops, and frees everything the run holds. */
  dispose(): Promise<void>;
}

/** One engine holds one device and makes one run at a time. */
export interface Stylizer {
  /** Opens the device, or returns the one already open. Rejects `device` when the preferred one cannot be had. */
  open(preference: DevicePreference): Promise<DeviceReport>;
  /**
   * Does ahead of a run what does not depend on its style: loads the network and decodes the content image. A run of the same
   * content image and network is then quicker, and the same. Rejects where one of them cannot be had.
   */
  prepare(expected: ExpectedRun): Promise<void>;
  /** Starts a run on the open device. Throws `usage` while another run has not finished or been disposed of. */
  start(request: RunRequest, observer: RunObserver): StylizeRun;
  dispose(): Promise<void>;
}
