import * as tf from '@tensorflow/tfjs';
import type { FeatureSums } from './featureSums';
import { norm, sumOfSquares } from './magnitudes';
import type { WassersteinTarget } from './objective';
import { squareRoots, type SquareProduct } from './matrixRoot';
import { tidy } from '../support/tidy';
import type { OnDevice } from './deviceNumbers';

/**
 * The Wasserstein-2 style loss of crowsonkb/style-transfer-pytorch, its default, with a gradient in closed form. The loss
 * depends on a layer's features through two sums over pixels alone. It needs the square root of M = R S R, R the root of
 * the style's covariance and S the image's covariance, and its gradient at S is 1 - R M^(-1/2) R. One iteration gives both
 * M^(1/2) and M^(-1/2), and nothing is differentiated through it.
 */

/** What is added to the diagonals of covariances, as crowsonkb does. */
export const epsilon = 1e-4;

/**
 * The share of the features' power (their mean squared length) that is added to the diagonals too. Where features hardly
 * vary around their mean (a single pixel, a flat image), a computed covariance is little but rounding, with eigenvalues
 * below 0 on which the iteration would diverge. The share is as large as the rounding of sums that are added up in parts
 * (products.ts), and comes to 1.5 % of the power over 512 channels. Its gradient is left out, as if the addition were
 * constant.
 */
export const powerShare = 3e-5;

/**
 * The least norm that the iteration divides by, as a share of the largest that the matrix could have (power times the
 * target's norm). Rounding can leave a matrix with eigenvalues slightly below 0, and twelve steps stay bounded only if
 * those are above -1e-3 of the divisor. VGG-19's matrices have norms of 0.013 of that largest or more, so the limit does
 * not touch them.
 */
export const leastNormShare = 0.01;

/** The share of a style's length (its distance from features that are all 0) below which a distance is nothing but rounding. */
const leastDistanceShare = 1e-3;

export interface WassersteinDistance {
  /** The squared distance d^2. */
  readonly squared: tf.Scalar;
  /** The gradient of d^2 / 2 at masked features F, [pixels, channels], is 2 (F matrix + mask row). [channels, channels]. */
  readonly matrix: tf.Tensor2D;
  /** [channels]. */
  readonly row: tf.Tensor1D;
}

/** The distance of a layer's features from a target, and its gradient. Run inside `tf.tidy`. */
export function wassersteinDistance(
  sums: FeatureSums,
  target: WassersteinTarget,
  product: SquareProduct,
): WassersteinDistance {
  const { root, pixels } = target;
  const found = momentsOf(sums, pixels);
  const middle = product(product(root, found.covariance), root);
  const roots = squareRoots(middle, normFor(middle, target.norm, found), product);
  const shift = tf.sub<tf.Tensor1D>(found.mean, target.mean);
  const slope = tf.sub<tf.Tensor2D>(unitLike(root), product(product(root, roots.inverse), root));
  const pull = tf.sub(shift, tf.sum(tf.mul(slope, found.mean), 1));
  return {
    squared: tf.addN([
      sumOfSquares(shift),
      trace(found.covariance),
      tf.scalar(target.trace),
      tf.mul<tf.Scalar>(trace(roots.root), -2),
    ]),
    matrix: tf.div(slope, 2 * pixels),
    row: tf.div(pull, 2 * pixels),
  };
}

/** A style's part of its target, from sums over its features, and its length: the distance from features that are all 0. */
export function wassersteinGoal(
  sums: FeatureSums,
  pixels: tf.Scalar,
): OnDevice<Pick<WassersteinTarget, 'mean' | 'root' | 'trace' | 'norm' | 'least'>> & {
  readonly length: tf.Scalar;
} {
  return tidy(() => {
    const moments = momentsOf(sums, pixels);
    const { mean, covariance } = moments;
    const one = tf.scalar(1);
    const { root } = squareRoots(covariance, normFor(covariance, one, moments), (a, b) => tf.matMul(a, b));
    const length = tf.sqrt(tf.add<tf.Scalar>(trace(covariance), sumOfSquares(mean)));
    return {
      mean,
      root,
      trace: trace(covariance),
      norm: norm(covariance),
      least: tf.mul<tf.Scalar>(length, leastDistanceShare),
      length,
    };
  });
}

export interface Moments {
  /** [channels]. */
  readonly mean: tf.Tensor1D;
  /** [channels, channels], with `epsilon` and a share of the power added to its diagonal. */
  readonly covariance: tf.Tensor2D;
  /** The mean over pixels of |F|^2, the squared length of a pixel's features. */
  readonly power: tf.Scalar;
}

export function momentsOf({ gram, sum }: FeatureSums, pixels: tf.Scalar | number): Moments {
  return tidy(() => {
    const mean = tf.div<tf.Tensor1D>(sum, pixels);
    const second = tf.div<tf.Tensor2D>(gram, pixels);
    const power = trace(second);
    const covariance = tf.add<tf.Tensor2D>(
      tf.sub(second, tf.mul(tf.expandDims(mean, 1), mean)),
      tf.mul(unitLike(gram), constant(tf.add(tf.mul(power, powerShare), epsilon))),
    );
    return { mean, covariance, power };
  });
}

/**
 * The number that the iteration divides a matrix R S R by: its norm, or where that is too small a share of what it could be.
 * @param ofRoot the norm of R R
 * @param moments those that S was computed from
 */
export function normFor(matrix: tf.Tensor2D, ofRoot: tf.Scalar | number, { power }: Moments): tf.Scalar {
  return tf.maximum(norm(matrix), tf.mul(tf.mul(power, ofRoot), leastNormShare));
}

export function trace(matrix: tf.Tensor2D): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.mul(matrix, unitLike(matrix))));
}

function unitLike({ shape: [channels] }: tf.Tensor2D): tf.Tensor2D {
  return tf.eye(channels);
}

/** The same number, but one that automatic differentiation takes for a constant. */
const constant = tf.customGrad(x => ({
  value: (x as tf.Tensor).clone(),
  gradFunc: (slope: tf.Tensor) => tf.zerosLike(slope),
}));
