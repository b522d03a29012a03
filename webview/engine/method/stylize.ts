import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { Backend } from '../backends/backend';
import { lanczos } from '../images/resample';
import { resizeTensor } from '../images/resizeTensor';
import { disposeScaleImages, type ScaleImages } from '../images/scaleImages';
import type { LossPlan } from '../losses/lossPlan';
import type { Losses } from '../losses/objective';
import { networkFor, type NetworkWeights } from '../network/vgg19';
import type { PlannedScale } from '../planning/runPlan';
import { Random } from '../support/random';
import type { DescentState } from '../optimizers/descent';
import { scaleObjective, type ScaleComputation } from './scaleObjective';

/**
 * Neural style transfer, Gatys, Ecker & Bethge, arXiv:1508.06576: an image is changed step by step until a fixed network sees
 * the content image's features and the style image's correlations in it.
 */

export interface StylizeInputs {
  readonly backend: Backend;
  readonly network: NetworkWeights;
  readonly recipe: Recipe;
  readonly lossPlan: LossPlan;
  /**
   * The scales, coarse to fine. It is asked anew before each evaluation, since the losses are read some epochs late and by the
   * caller: where float16 could not hold them, the scale at work goes on in float32. Which scales there are never changes.
   */
  readonly planned: () => readonly MethodScale[];
  /**
   * Content and style images at a scale, which the run disposes of. The stylized image has the content image's size.
   * @param side longest side of the content image, px
   */
  imagesAt(side: number): ScaleImages;
  /** Where an interrupted run goes on; absent where a run begins. */
  readonly from?: MethodState | undefined;
}

/** Where a run stands between two epochs, from which it can go on later, or on another device. */
export interface MethodState {
  /** Index of the scale in the plan. */
  readonly scale: number;
  /** Epochs taken in this scale, at least 1. */
  readonly epochsInScale: number;
  readonly descent: DescentState;
}

export type MethodScale = Pick<PlannedScale, 'side' | 'epochs'> & ScaleComputation;

export interface Epoch {
  /** The epoch's number in the run, from 0. */
  readonly index: number;
  /** The losses at the image before this epoch's step; the consumer disposes of them. */
  readonly losses: Losses;
  /** The picture to show after this epoch's step, at its scale's size. Valid until the next epoch is asked for. */
  readonly image: tf.Tensor4D;
  /** Copies the state after this epoch's step. The next epoch may be asked for when it has settled. */
  save(): Promise<MethodState>;
}

/**
 * Takes one optimiser step for every value asked of it. The caller pauses by not asking for the next, and stops by
 * `return()`, which frees all that the run holds.
 */
export async function* stylize(inputs: StylizeInputs): AsyncGenerator<Epoch, void> {
  const { backend, lossPlan, planned, recipe, from } = inputs;
  const network = networkFor(recipe, inputs.network);
  const descent = backend.descent(recipe);
  let index = 0;
  try {
    if (from) descent.restore(from.descent);
    for (const [scale, { side, epochs }] of planned().entries()) {
      const taken = from ? epochsTaken(from, scale, epochs) : 0;
      index += taken;
      if (taken === epochs) continue;
      const images = inputs.imagesAt(side);
      const { content } = images;
      const objective = await scaleObjective(
        { backend, network, images, lossPlan, recipe, evaluated: taken },
        () => planned()[scale]!,
      );
      try {
        const [, height, width] = content.shape;
        if (index === 0) descent.start(initialImage(content, recipe));
        else if (taken === 0) descent.start(resizeTensor(descent.shown, height, width, lanczos));
        for (let epoch = taken; epoch < epochs; epoch++, index++) {
          const { losses, gradient } = objective.evaluate(descent.image);
          // A step of the optimiser, clipped to what pixels can hold, and averaged into `shown` where the recipe says so.
          descent.step(gradient);
          const save = async (): Promise<MethodState> => {
            return { scale, epochsInScale: epoch + 1, descent: await descent.save() };
          };
          yield { index, losses, image: descent.shown, save };
        }
      } finally {
        objective.dispose();
        disposeScaleImages(images);
      }
    }
  } finally {
    descent.dispose();
  }
}

/** Epochs of a scale that an interrupted run has taken. */
function epochsTaken(from: MethodState, scale: number, epochs: number): number {
  if (scale === from.scale) return from.epochsInScale;
  return scale < from.scale ? epochs : 0;
}

/** The content image, or normal noise of mean 0 and deviation 1 in working scale. */
function initialImage(content: tf.Tensor4D, recipe: Recipe): tf.Tensor4D {
  if (recipe.initialImage === 'content') return content.clone();
  const noise = new Random(recipe.seed).normals(content.size);
  return tf.tensor4d(noise, content.shape);
}
