import * as tf from '@tensorflow/tfjs';
import { sliceAxis, type Edges } from './edges';
import { leastNorm } from './leastNorm';
import type { ContentTarget, StyleTarget } from './objective';

/** Gram matrix F^T F of activations [1, height, width, channels] -> [channels, channels]. Gatys et al., equation 3. */
export function gramMatrix(activations: tf.Tensor4D): tf.Tensor2D {
  const channels = activations.shape[3];
  const flat = tf.reshape<tf.Rank.R2>(activations, [-1, channels]);
  return tf.matMul(flat, flat, true, false);
}

/** Gatys et al., equations 4 and 5, with the target's own scale. */
export function styleLoss(activations: tf.Tensor4D, target: StyleTarget): tf.Scalar {
  return weighed(tf.sum(tf.squaredDifference(gramMatrix(masked(activations, target)), target.gram)), target);
}

/** Gatys et al., equation 1, with the target's own scale. */
export function contentLoss(activations: tf.Tensor4D, target: ContentTarget): tf.Scalar {
  return weighed(tf.sum(tf.squaredDifference(masked(activations, target), target.features)), target);
}

function masked(activations: tf.Tensor4D, { mask }: StyleTarget | ContentTarget): tf.Tensor4D {
  return mask ? tf.mul(activations, mask) : activations;
}

function weighed(squared: tf.Scalar, { coefficient, distance }: StyleTarget | ContentTarget): tf.Scalar {
  if (distance !== 'norm') return tf.mul(squared, coefficient);
  // At the target itself the square root has no gradient; the maximum's is then 0.
  return tf.mul(tf.sqrt(tf.maximum(squared, leastNorm ** 2)), coefficient);
}

/**
 * Anisotropic total variation, summed, of an image [1, height, width, 3]: sum |dx| + sum |dy|. The seed's code. With `wrap`
 * across the opposite edges too.
 */
export function variationLoss(image: tf.Tensor4D, weight: number, edges: Edges = 'zero'): tf.Scalar {
  return tf.mul(tf.add(lengthAlong(image, 1, edges), lengthAlong(image, 2, edges)), weight);
}

function lengthAlong(image: tf.Tensor4D, axis: 1 | 2, edges: Edges): tf.Scalar {
  const last = image.shape[axis] - 1;
  // A single pixel is its own neighbour all around.
  const line = edges === 'wrap' ? tf.concat([sliceAxis(image, axis, last, 1), image], axis) : image;
  const count = line.shape[axis] - 1;
  return tf.sum(tf.abs(tf.sub(sliceAxis(line, axis, 1, count), sliceAxis(line, axis, 0, count))));
}
