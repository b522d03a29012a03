import * as tf from '@tensorflow/tfjs';
import { sliceAxis, type Edges } from '../network/edges';
import { channelSums } from '../losses/featureSums';
import { leastDistance } from '../losses/leastDistance';
import type { ContentTarget, GramTarget, StyleTarget, WassersteinTarget } from '../losses/objective';
import { squareRoots } from '../losses/matrixRoot';
import { momentsOf, normFor, trace } from '../losses/wasserstein';

/** Gram matrix F^T F of activations [1, height, width, channels] -> [channels, channels]. Gatys et al., equation 3. */
export function gramMatrix(activations: tf.Tensor4D): tf.Tensor2D {
  const channels = activations.shape[3];
  const flat = tf.reshape<tf.Rank.R2>(activations, [-1, channels]);
  return tf.matMul(flat, flat, true, false);
}

/** With the target's own scale. */
export function styleLoss(activations: tf.Tensor4D, target: StyleTarget): tf.Scalar {
  const inside = masked(activations, target);
  const squared =
    target.loss === 'wasserstein' ? squaredWasserstein(inside, target) : squaredGram(inside, target);
  return weighed(squared, target);
}

/** Gatys et al., equations 4 and 5. */
function squaredGram(inside: tf.Tensor4D, { gram }: GramTarget): tf.Scalar {
  return tf.sum(tf.squaredDifference(gramMatrix(inside), gram));
}

/** As StyleLossW2 in crowsonkb/style-transfer-pytorch, but summed over the channels. */
function squaredWasserstein(inside: tf.Tensor4D, target: WassersteinTarget): tf.Scalar {
  const found = momentsOf({ gram: gramMatrix(inside), sum: channelSums(inside, target.mask) }, target.pixels);
  const middle = tf.matMul<tf.Tensor2D>(tf.matMul(target.root, found.covariance), target.root);
  return tf.addN([
    tf.sum<tf.Scalar>(tf.squaredDifference(found.mean, target.mean)),
    trace(found.covariance),
    tf.scalar(target.trace),
    tf.mul<tf.Scalar>(traceOfRoot(middle, normFor(middle, target.norm, found)), -2),
  ]);
}

/** tr(M^(1/2)), whose gradient is M^(-1/2) / 2: crowsonkb's code, too, does not differentiate the iteration but the root. */
function traceOfRoot(matrix: tf.Tensor2D, norm: tf.Scalar): tf.Scalar {
  const product = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D => tf.matMul(a, b);
  const traced = tf.customGrad((x, save) => {
    const { root, inverse } = squareRoots(x as tf.Tensor2D, norm, product);
    (save as tf.GradSaveFunc)([inverse]);
    return {
      value: trace(root),
      gradFunc: (slope: tf.Scalar, saved: tf.Tensor[]) => tf.mul(saved[0]!, tf.div(slope, 2)),
    };
  });
  return traced(matrix) as tf.Scalar;
}

/** Gatys et al., equation 1, with the target's own scale. */
export function contentLoss(activations: tf.Tensor4D, target: ContentTarget): tf.Scalar {
  return weighed(tf.sum(tf.squaredDifference(masked(activations, target), target.features)), target);
}

function masked(activations: tf.Tensor4D, { mask }: StyleTarget | ContentTarget): tf.Tensor4D {
  return mask ? tf.mul(activations, mask) : activations;
}

function weighed(squared: tf.Scalar, target: StyleTarget | ContentTarget): tf.Scalar {
  const { coefficient, distance } = target;
  if (distance !== 'norm') return tf.mul(squared, coefficient);
  // At the target itself the square root has no gradient; the maximum's is then 0.
  return tf.mul(tf.sqrt(tf.maximum(squared, leastDistance(target) ** 2)), coefficient);
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
