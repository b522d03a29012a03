import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { scalesOf } from '../../../src/shared/recipe/scales';
import type { Backend } from '../backends/backend';
import { fittedSize, Pyramid } from '../images/pyramid';
import { resample, type RgbaImage } from '../images/resample';
import { lossPlan } from '../losses/lossPlan';
import { stylize } from '../method/stylize';
import { modelLabel } from '../network/networkStore';
import type { NetworkWeights } from '../network/vgg19';
import type { Model } from '../stylizer';
import { nextTask } from './control';

/** Longest side of a rehearsal, px, where a recipe begins with a larger scale. */
const largestSide = 256;

export interface Rehearsal {
  readonly backend: Backend;
  readonly network: NetworkWeights;
  readonly recipe: Recipe;
  readonly model: Model;
  /** The content image, decoded. */
  readonly image: RgbaImage;
}

/**
 * Takes one epoch of a recipe's first scale, with the content image as its own style, and shows it to nobody: WebAssembly and
 * JavaScript are compiled where they are first run, and memory grows where it is first needed, so that the run's own first
 * epoch is spared both.
 * @param isLate true once the run has begun, which the rehearsal must not hold up
 */
export async function rehearse(rehearsal: Rehearsal, isLate: () => boolean): Promise<void> {
  const { backend, network, recipe, model, image } = rehearsal;
  const { size, strokeSize } = recipe;
  const seamless = recipe.edges === 'wrap';
  const { width, height } = fittedSize(image, size, seamless);
  const content = resample(image, width, height);
  const pyramid = new Pyramid(content, [{ image: content, weight: 1 }], { size, strokeSize, seamless });
  const side = Math.min(largestSide, scalesOf(recipe, pyramid.side)[0]!.side);
  await nextTask();
  if (isLate()) return;
  const epochs = stylize({
    ...{ backend, network, recipe },
    lossPlan: lossPlan(modelLabel(model), recipe),
    planned: () => [
      { side, epochs: 1, program: { precision: 'f32', recomputedBlocks: 0 }, tiles: undefined },
    ],
    imagesAt: at => pyramid.at(at),
  });
  for await (const { losses } of epochs) tf.dispose([losses.style, losses.content, losses.variation]);
}
