import type { ModelLabel } from '../../../src/shared/messages/output';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { lossPlan } from '../losses/lossPlan';
import { hasMargins, shapesWithMargins } from '../losses/mirroredMargin';
import type { Precision } from './precision';
import type { TargetShapes } from '../losses/objective';
import type { ScaleImages } from '../images/scaleImages';
import { networkShapes } from '../network/networkShapes';
import type { Shapes } from '../network/shapes';
import { targetShapes } from '../losses/targetShapes';
import { networkFor, type Network } from '../network/vgg19';

/** What the explicit program of one scale is made from, as shapes alone: known as soon as the images' sizes are. */
export interface ProgramShapes {
  readonly network: Network<Shapes>;
  readonly targets: TargetShapes;
  readonly height: number;
  readonly width: number;
  /** What activations and gradients are stored in. */
  readonly precision: Precision;
  /** How many of the network's first blocks are recomputed in the backward pass. */
  readonly recomputedBlocks: number;
}

/** The program of a scale with images of these shapes: in float32, recomputing nothing, from which a plan departs. */
export function programShapes(
  model: ModelLabel,
  recipe: Recipe,
  images: ScaleImages<Shapes[4]>,
): ProgramShapes {
  const seen = hasMargins(recipe) ? shapesWithMargins(images) : images;
  const [, height, width] = seen.content.shape;
  const network = networkFor(recipe, networkShapes(model));
  return {
    network,
    targets: targetShapes(network, seen, lossPlan(model, recipe), recipe),
    height,
    width,
    precision: 'f32',
    recomputedBlocks: 0,
  };
}
