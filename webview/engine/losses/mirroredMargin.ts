import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { pad, sliceAxis } from '../network/edges';
import type { Evaluation, Objective } from './objective';
import type { ScaleImages } from '../images/scaleImages';
import { shaped, type Shapes } from '../network/shapes';
import { tidy } from '../support/tidy';

/**
 * Edges `reflect`: the image is continued by its mirror image before the network sees it. Whatever a convolution fills in
 * beyond an edge changes the features near it, in every layer, and the picture is painted differently there: a frame. The
 * mirrored margin continues the picture's own texture, and the frame falls on the margin, which is cut off. This departs
 * from the peers: crowsonkb/style-transfer-pytorch replicates the edge in the first layer, which leaves the other layers'
 * frame.
 */

/**
 * Width of the margin on each side, px. The frame is painted by the first two blocks, which see 7 px far. A wider margin
 * would only take weight from the picture, since the style's Gram matrices are matched by picture and margin together
 * (docs/quality.md).
 */
const marginPx = 8;

/** Whether a recipe continues images beyond their edges. */
export function hasMargins({ edges }: Pick<Recipe, 'edges'>): boolean {
  return edges === 'reflect';
}

/** The images with the content image, its mask and the regions continued beyond their edges, in tensors of their own. */
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

/** The shapes of the images that `withMargins` makes of images of these shapes. */
export function shapesWithMargins(images: ScaleImages<Shapes[4]>): ScaleImages<Shapes[4]> {
  return enlarged(images, ({ shape: [, height, width, channels] }) =>
    shaped(1, height + 2 * marginAlong(height), width + 2 * marginAlong(width), channels),
  );
}

/** An objective for images without margins out of one for images with: a pixel's gradient takes its reflections' too. */
export function withoutMargins(objective: Objective): Objective {
  return {
    evaluate: image =>
      tidy((): Evaluation => {
        const { losses, gradient } = objective.evaluate(mirrored(image));
        return { losses, gradient: folded(gradient, image.shape) };
      }),
    dispose: () => objective.dispose(),
  };
}

/** The margin along a side, px: no wider than the image, which is reflected only once. */
function marginAlong(length: number): number {
  return Math.min(marginPx, length);
}

/** Adds the margins: [1, h, w, c] -> [1, h + 2 margins, w + 2 margins, c]. The edge pixel is its own first reflection. */
function mirrored(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  const both = (margin: number): [number, number] => [margin, margin];
  return tf.mirrorPad(
    x,
    [[0, 0], both(marginAlong(height)), both(marginAlong(width)), [0, 0]],
    'symmetric',
  ) as tf.Tensor4D;
}

/** The gradient of `mirrored`, by hand, since tfjs's own gradient of mirrorPad is wrong. */
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

/** Maps every array of the content image's size; styles that share a region go on sharing it. */
function enlarged<X>({ content, contentMask, styles }: ScaleImages<X>, map: (x: X) => X): ScaleImages<X> {
  const regions = new Map<X, X>();
  for (const { region } of styles) if (region && !regions.has(region)) regions.set(region, map(region));
  return {
    content: map(content),
    ...(contentMask && { contentMask: map(contentMask) }),
    styles: styles.map(style => ({ ...style, ...(style.region && { region: regions.get(style.region)! }) })),
  };
}
