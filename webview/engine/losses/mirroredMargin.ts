import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { pad, sliceAxis } from '../network/edges';
import type { Evaluation, Objective } from './objective';
import type { ScaleImages } from '../images/scaleImages';
import { shaped } from '../network/shapes';
import { tidily } from '../support/tidy';

/**
 * An image that goes on mirrored beyond its edges before the network sees it. Whatever a network fills in beyond an edge changes
 * its features near it, in every layer, and the picture is painted differently there: a frame. Mirrored, the picture's own
 * texture goes on, and the frame falls on a margin that nobody sees. Departs from the peers: crowsonkb/style-transfer-pytorch
 * replicates the edge in the first layer, which leaves the other layers' frame.
 */

/**
 * Pixels on each side. The frame is what the first two blocks paint, which see 7 px far; wider margins only take weight away from
 * the picture itself, since the style's Gram matrices are met by picture and margin together (docs/quality.md).
 */
const marginPx = 8;

/** Whether an image is mirrored beyond its edges for a recipe. */
export function hasMargins({ edges }: Pick<Recipe, 'edges'>): boolean {
  return edges === 'reflect';
}

/** The images as the network is to see them, with tensors of their own. */
export function withMargins(images: ScaleImages): ScaleImages {
  const { styles, ...rest } = enlarged(images, mirrored);
  return {
    ...rest,
    styles: styles.map(({ image, mask, ...others }) => ({
      ...others,
      image: image.clone(),
      ...(mask && { mask: mask.clone() }),
    })),
  };
}

/** The same for stand-ins (shapes.ts). */
export function shapesWithMargins(images: ScaleImages): ScaleImages {
  return enlarged(images, ({ shape: [, height, width, channels] }) =>
    shaped(1, height + 2 * marginAlong(height), width + 2 * marginAlong(width), channels),
  );
}

/** An objective of images with margins as one of images without. Its gradient is what arrived at a pixel and at its reflections. */
export function withoutMargins(objective: Objective): Objective {
  return {
    evaluate: image =>
      tidily((): Evaluation => {
        const { losses, gradient } = objective.evaluate(mirrored(image));
        return { losses, gradient: folded(gradient, image.shape) };
      }),
    dispose: () => objective.dispose(),
  };
}

/** An image narrower than a margin is mirrored once. */
function marginAlong(length: number): number {
  return Math.min(marginPx, length);
}

/** [1, height, width, c] -> [1, height + 2 margins, width + 2 margins, c]; the edge pixel is its own first reflection. */
function mirrored(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  const both = (margin: number): [number, number] => [margin, margin];
  return tf.mirrorPad(
    x,
    [[0, 0], both(marginAlong(height)), both(marginAlong(width)), [0, 0]],
    'symmetric',
  ) as tf.Tensor4D;
}

/** The gradient of `mirrored`; tfjs's own has a fault. */
function folded(gradient: tf.Tensor4D, [, height, width]: tf.Tensor4D['shape']): tf.Tensor4D {
  return foldedAlong(foldedAlong(gradient, 1, height), 2, width);
}

function foldedAlong(gradient: tf.Tensor4D, axis: 1 | 2, length: number): tf.Tensor4D {
  const margin = marginAlong(length);
  const reflection = (begin: number): tf.Tensor4D =>
    tf.reverse(sliceAxis(gradient, axis, begin, margin), axis);
  return tf.addN([
    sliceAxis(gradient, axis, margin, length),
    pad(reflection(0), axis, 0, length - margin),
    pad(reflection(margin + length), axis, length - margin, 0),
  ]);
}

/** All that has the content image's size; styles that share a region go on sharing it. */
function enlarged(
  { content, contentMask, styles }: ScaleImages,
  map: (x: tf.Tensor4D) => tf.Tensor4D,
): ScaleImages {
  const regions = new Map<tf.Tensor4D, tf.Tensor4D>();
  for (const { region } of styles) if (region && !regions.has(region)) regions.set(region, map(region));
  return {
    content: map(content),
    ...(contentMask && { contentMask: map(contentMask) }),
    styles: styles.map(style => ({ ...style, ...(style.region && { region: regions.get(style.region)! }) })),
  };
}
