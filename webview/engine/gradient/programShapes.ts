import type { ModelLabel } from '../../../src/shared/messages/output';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { lossPlan } from '../losses/lossPlan';
import { hasMargins, shapesWithMargins } from '../losses/mirroredMargin';
import type { Precision } from './precision';
import type { Targets } from '../losses/objective';
import type { ScaleImages } from '../images/scaleImages';
import { networkShapes } from '../network/shapes';
import { targetShapes } from '../losses/targetShapes';
import { networkFor, type Network } from '../network/vgg19';

/** What the explicit program of one scale is made from, as stand-ins (shapes.ts): known as soon as the images' sizes are. */
export interface ProgramShapes {
  readonly network: Network;
  readonly targets: Targets;
  readonly height: number;
  readonly width: number;
  /** Of what it stores; float32 where it is not said. */
  readonly precision?: Precision;
  /** How many of the network's first blocks are recomputed on the way down; none where it is not said. */
  readonly recomputedBlocks?: number;
}

/** @param images of the scale, stand-ins or not */
export function programShapes(model: ModelLabel, recipe: Recipe, images: ScaleImages): ProgramShapes {
  const seen = hasMargins(recipe) ? shapesWithMargins(images) : images;
  const [, height, width] = seen.content.shape;
  const network = networkFor(recipe, networkShapes(model));
  return {
    network,
    targets: targetShapes(network, seen, lossPlan(model, recipe), recipe),
    height,
    width,
  };
}
