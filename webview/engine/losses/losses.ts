import * as tf from '@tensorflow/tfjs';
import { sliceAxis, type Edges } from '../network/edges';
import { channelSums, type StyleSums } from './featureSums';
import { leastDistance, type ContentTarget, type StyleTarget } from './objective';
import type { StyleProducts } from './products';
import { wassersteinDistance } from './wasserstein';

/**
 * The losses of Gatys et al., arXiv:1508.06576, each with its gradient at the array that it is measured on. Every device
 * computes these: here in tfjs operations, and in WGSL in backends/webgpu/losses. All functions run inside `tf.tidy`.
 */

export interface LossAndGradient {
  readonly loss: tf.Scalar;
  readonly gradient: tf.Tensor4D;
}

/**
 * The style loss of one layer: Gatys et al., equations 4 to 6, or the Wasserstein-2 distance in its place (wasserstein.ts).
 * @param activations [1, height, width, channels], already multiplied by the target's mask
 */
export function styleLoss(
  activations: tf.Tensor4D,
  target: StyleTarget,
  { gram, gramInParts, times }: StyleProducts,
): LossAndGradient {
  const sums =
    target.loss === 'wasserstein'
      ? { gram: gramInParts(activations), sum: channelSums(activations, target.mask) }
      : { gram: gram(activations) };
  const { loss, pull } = weighStyle(sums, target, times);
  return { loss, gradient: pulledBy(pull, activations, target.mask, times) };
}

/** A style loss's gradient, factored: at masked features F, [pixels, channels], it is 2 * slope * (F matrix + mask row). */
export interface StylePull {
  /** [channels, channels], symmetric. */
  readonly matrix: tf.Tensor2D;
  /** [channels]; absent where it is all zeros. */
  readonly row?: tf.Tensor1D;
  readonly slope: tf.Scalar;
}

/**
 * The style loss of a layer from sums over its pixels, and its gradient in factored form. Run inside `tf.tidy`.
 * @param sums the layer's sums, with `sum` where the target is a Wasserstein one
 */
export function weighStyle(
  sums: StyleSums,
  target: StyleTarget,
  times: StyleProducts['times'],
): { loss: tf.Scalar; pull: StylePull } {
  if (target.loss === 'wasserstein') {
    const { squared, ...pull } = wassersteinDistance({ gram: sums.gram, sum: sums.sum! }, target, times);
    const { loss, slope } = weighSquares(squared, target);
    return { loss, pull: { ...pull, slope } };
  }
  // D = F^T F - gram is symmetric, so that the gradient of sum(D^2) / 2 at F is 2 * F D.
  const matrix = tf.sub<tf.Tensor2D>(sums.gram, target.gram);
  const { loss, slope } = weighSquares(tf.sum(tf.square(matrix)), target);
  return { loss, pull: { matrix, slope } };
}

/** The style loss's gradient at masked features, from its factored form. */
export function pulledBy(
  { matrix, row, slope }: StylePull,
  features: tf.Tensor4D,
  mask: tf.Tensor4D | undefined,
  times: StyleProducts['times'],
): tf.Tensor4D {
  const doubled = tf.mul<tf.Scalar>(slope, 2);
  const gradient = times(features, tf.mul<tf.Tensor2D>(matrix, doubled));
  if (!row) return gradient;
  const alike = tf.mul<tf.Tensor1D>(row, doubled);
  return tf.add(gradient, mask ? tf.mul(mask, alike) : alike);
}

export function contentLoss(activations: tf.Tensor4D, target: ContentTarget): LossAndGradient {
  const distance = tf.sub(activations, target.features);
  const { loss, slope } = weighed(distance, target);
  return { loss, gradient: tf.mul(distance, slope) };
}

function weighed(difference: tf.Tensor, target: StyleTarget | ContentTarget): Weighed {
  return weighSquares(tf.sum(tf.square(difference)), target);
}

interface Weighed {
  readonly loss: tf.Scalar;
  readonly slope: tf.Scalar;
}

/** The loss of a difference d from its sum of squares, and the factor that makes d its gradient: 2c or c / |d|. */
export function weighSquares(
  squared: tf.Scalar,
  target: StyleTarget | Omit<ContentTarget<unknown>, 'features'>,
): Weighed {
  const { coefficient, distance } = target;
  if (distance === 'squared')
    return { loss: tf.mul(squared, coefficient), slope: tf.scalar(2 * coefficient) };
  const norm = tf.sqrt(tf.maximum(squared, leastDistance(target) ** 2));
  return { loss: tf.mul(norm, coefficient), slope: tf.div<tf.Scalar>(coefficient, norm) };
}

export function variationLoss(image: tf.Tensor4D, weight: number, edges: Edges): LossAndGradient {
  // A side of one pixel has no neighbours along it.
  const axes = ([1, 2] as const).filter(axis => image.shape[axis] > 1);
  const parts = axes.map(axis =>
    edges === 'wrap' ? wrappedDifferences(image, axis) : differences(image, axis),
  );
  return {
    loss: tf.mul(tf.addN([tf.scalar(0), ...parts.map(part => part.length)]), weight),
    gradient: tf.mul(tf.addN([tf.zerosLike(image), ...parts.map(part => part.gradient)]), weight),
  };
}

interface Differences {
  readonly length: tf.Scalar;
  readonly gradient: tf.Tensor4D;
}

/** The sum of |d| over the differences d of neighbours along an axis, and its gradient. */
export function differences(image: tf.Tensor4D, axis: 1 | 2): Differences {
  const count = image.shape[axis] - 1;
  const difference = tf.sub(sliceAxis(image, axis, 1, count), sliceAxis(image, axis, 0, count));
  const sign = tf.sign(difference);
  const padding = (before: number, after: number): [number, number][] =>
    [0, 1, 2, 3].map(i => (i === axis ? [before, after] : [0, 0]));
  return {
    length: tf.sum(tf.abs(difference)),
    gradient: tf.sub(tf.pad(sign, padding(1, 0)), tf.pad(sign, padding(0, 1))),
  };
}

/** The sum of `differences` and its gradient where the last pixel has the first as its next neighbour. */
function wrappedDifferences(image: tf.Tensor4D, axis: 1 | 2): Differences {
  const last = image.shape[axis] - 1;
  const next = (x: tf.Tensor4D): tf.Tensor4D =>
    tf.concat([sliceAxis(x, axis, 1, last), sliceAxis(x, axis, 0, 1)], axis);
  const previous = (x: tf.Tensor4D): tf.Tensor4D =>
    tf.concat([sliceAxis(x, axis, last, 1), sliceAxis(x, axis, 0, last)], axis);
  const difference = tf.sub<tf.Tensor4D>(next(image), image);
  const sign = tf.sign(difference);
  return { length: tf.sum(tf.abs(difference)), gradient: tf.sub(previous(sign), sign) };
}
