import * as tf from '@tensorflow/tfjs';
import { sliceAxis, type Edges } from '../network/edges';
import { channelSums } from '../losses/featureSums';
import {
  leastDistance,
  type ContentTarget,
  type GramTarget,
  type StyleTarget,
  type WassersteinTarget,
} from '../losses/objective';
import { squareRoots } from '../losses/matrixRoot';
import { momentsOf, normFor, trace } from '../losses/wasserstein';

/** The Gram matrix F^T F of activations: [1, height, width, channels] -> [channels, channels]. Gatys et al., equation 3. */
export function gramMatrix(activations: tf.Tensor4D): tf.Tensor2D {
  const channels = activations.shape[3];
  const flat = tf.reshape<tf.Rank.R2>(activations, [-1, channels]);
  return tf.matMul(flat, flat, true, false);
}

/** The weighted style loss of one layer. */
export function styleLoss(activations: tf.Tensor4D, target: StyleTarget): tf.Scalar {
  const inside = masked(activations, target);
  const squared =
    target.loss === 'wasserstein' ? squaredWasserstein(inside, target) : squaredGram(inside, target);
  return weighed(squared, target);
}

/** The squared distance of Gram matrices: Gatys et al., equations 4 and 5, whose factors the coefficient holds. */
function squaredGram(inside: tf.Tensor4D, { gram }: GramTarget): tf.Scalar {
  return tf.sum(tf.squaredDifference(gramMatrix(inside), gram));
}

/** The squared Wasserstein distance, StyleLossW2 in crowsonkb/style-transfer-pytorch, but summed over the channels. */
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

/** tr(M^(1/2)), with the gradient M^(-1/2) / 2: crowsonkb's code too differentiates the root, not the iteration. */
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

/** The weighted content loss of one layer: Gatys et al., equation 1, with the target's coefficient as its factor. */
export function contentLoss(activations: tf.Tensor4D, target: ContentTarget): tf.Scalar {
  return weighed(tf.sum(tf.squaredDifference(masked(activations, target), target.features)), target);
}

function masked(activations: tf.Tensor4D, { mask }: StyleTarget | ContentTarget): tf.Tensor4D {
  return mask ? tf.mul(activations, mask) : activations;
}

function weighed(squared: tf.Scalar, target: StyleTarget | ContentTarget): tf.Scalar {
  const { coefficient, distance } = target;
  if (distance === 'squared') return tf.mul(squared, coefficient);
  // The square root has no gradient at 0, the target itself; the maximum makes it 0 there.
  return tf.mul(tf.sqrt(tf.maximum(squared, leastDistance(target) ** 2)), coefficient);
}

/**
 * The anisotropic total variation of an image [1, height, width, 3], weight * (sum |dx| + sum |dy|), as in the seed's code.
 * Under `wrap` opposite edges are neighbours too.
 */
export function variationLoss(image: tf.Tensor4D, weight: number, edges: Edges): tf.Scalar {
  return tf.mul(tf.add(lengthAlong(image, 1, edges), lengthAlong(image, 2, edges)), weight);
}

function lengthAlong(image: tf.Tensor4D, axis: 1 | 2, edges: Edges): tf.Scalar {
  const last = image.shape[axis] - 1;
  // The last pixel is put before the first; a single pixel thus becomes its own neighbour.
  const line = edges === 'wrap' ? tf.concat([sliceAxis(image, axis, last, 1), image], axis) : image;
  const count = line.shape[axis] - 1;
  return tf.sum(tf.abs(tf.sub(sliceAxis(line, axis, 1, count), sliceAxis(line, axis, 0, count))));
}
