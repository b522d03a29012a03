import type { Recipe } from '../../src/shared/recipe/recipe';
import { scalesOf } from '../../src/shared/recipe/scales';
import type { Size } from '../view/imageFit';

/** Relative cost of a run's epochs: those of a coarse scale are cheap, those at full size dear. */
export interface Workload {
  /** Scales, coarse to fine; `work` is the cost of one epoch there, as a number of pixels. */
  readonly scales: readonly { readonly epochs: number; readonly work: number }[];
}

/** Speed of the run, as measured so far. */
export interface Pace {
  readonly batches: number;
  /** Milliseconds per unit of work, smoothed over batches. */
  readonly unitMs: number;
  /** Epochs measured, and the milliseconds that they took together. */
  readonly epochs: number;
  readonly spentMs: number;
}

/** A number of epochs, and the milliseconds that each of them took on average. */
export interface Batch {
  readonly count: number;
  readonly epochMs: number;
}

export const unknownPace: Pace = { batches: 0, unitMs: 0, epochs: 0, spentMs: 0 };

/** Fixed cost of an epoch (launching it), as a number of pixels: a compromise between GPUs and processors. */
const launchWork = 128 ** 2;

/** Weight of the newest batch in the mean: it settles within a few seconds and still follows a device that is throttled. */
const newest = 0.3;

/** Workload of a run. @param full size of the finished picture, px */
export function workloadOf(recipe: Recipe, full: Size): Workload {
  const side = Math.max(full.width, full.height);
  const pixels = full.width * full.height;
  return {
    scales: scalesOf(recipe, side).map(scale => ({
      epochs: scale.epochs,
      work: launchWork + pixels * (scale.side / side) ** 2,
    })),
  };
}

/**
 * The pace after another batch. The first batch also pays for compiled shaders and cold caches, so the second replaces it.
 * @param done epochs done after the batch
 */
export function withBatch(pace: Pace, load: Workload, done: number, { count, epochMs }: Batch): Pace {
  const unitMs = epochMs / workAt(load, done);
  const smoothed = pace.batches < 2 ? unitMs : pace.unitMs + newest * (unitMs - pace.unitMs);
  return {
    batches: pace.batches + 1,
    unitMs: smoothed,
    epochs: pace.epochs + count,
    spentMs: pace.spentMs + count * epochMs,
  };
}

/** Milliseconds that an epoch took on average, over all that were measured; null before the first batch. */
export function averageEpochMs({ epochs, spentMs }: Pace): number | null {
  return epochs === 0 ? null : spentMs / epochs;
}

/** Milliseconds that an epoch takes at this point of the run; null before the first batch. */
export function epochMsAt(pace: Pace, load: Workload, done: number): number | null {
  return pace.batches === 0 ? null : pace.unitMs * workAt(load, done);
}

/** Milliseconds that are left; null before the second batch, since the first says too little. */
export function leftMs(pace: Pace, load: Workload, done: number): number | null {
  return pace.batches < 2 ? null : pace.unitMs * workLeft(load, done);
}

/** Part of the work that is done, 0 to 1; null where the run's size is not known yet. */
export function workDone(load: Workload, done: number): number | null {
  const whole = workLeft(load, 0);
  return whole === 0 ? null : 1 - workLeft(load, done) / whole;
}

/** Index of the scale that an epoch belongs to. @param done number of epochs done, of which that epoch is the last */
export function scaleIndexAt({ scales }: Workload, done: number): number {
  let until = 0;
  const index = scales.findIndex(({ epochs }) => (until += epochs) >= done);
  return index < 0 ? scales.length - 1 : index;
}

function workLeft({ scales }: Workload, done: number): number {
  let past = done;
  let left = 0;
  for (const { epochs, work } of scales) {
    left += work * Math.max(0, epochs - past);
    past = Math.max(0, past - epochs);
  }
  return left;
}

function workAt(load: Workload, done: number): number {
  return load.scales[scaleIndexAt(load, done)]?.work ?? 1;
}
