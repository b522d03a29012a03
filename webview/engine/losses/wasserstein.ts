import * as tf from '@tensorflow/tfjs';
import type { FeatureSums } from './featureSums';
import { norm, sumOfSquares } from './magnitudes';
import type { WassersteinTarget } from './objective';
import { squareRoots, type SquareProduct } from './matrixRoot';
import { tidily } from '../support/tidy';
import type { Unsettled } from './deviceNumbers';

/**
 * The Wasserstein-2 style loss of crowsonkb/style-transfer-pytorch, its default, by a gradient of our own. It depends on a
 * layer's features through two sums over pixels alone, and where the loss needs the square root of M = R S R, R the style's root,
 * its gradient at S is 1 - R M^(-1/2) R: both come out of one iteration, and nothing is differentiated through it.
 */

/** On the diagonals of covariances. crowsonkb's. */
export const epsilon = 1e-4;

/**
 * Where features hardly vary beside their mean (a single pixel, a flat image), rounding is what is left of a covariance, with
 * eigenvalues below 0, on which the iteration would diverge. So this part of the features' power is added to the diagonal as well,
 * as if it were constant: as much as rounding makes of sums that are added up in parts (stockKernels.ts), and 1.5 % of the power at
 * 512 channels.
 */
export const powerShare = 3e-5;

/** And matrices count as at least this part of what they could be: twelve steps bear -1e-3 of a norm. VGG-19's are 0.013 or more. */
export const leastNormShare = 0.01;

/** Below this part of how far a style is from nothing, a distance is rounding. */
const leastDistanceShare = 1e-3;

export interface WassersteinDistance {
  /** d^2. */
  readonly squared: tf.Scalar;
  /** The gradient of d^2 / 2 at masked features F, [pixels, channels], is 2 (F matrix + mask row). [channels, channels]. */
  readonly matrix: tf.Tensor2D;
  /** [channels]. */
  readonly row: tf.Tensor1D;
}

/** Run inside `tf.tidy`. */
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

/** What a style's sums make of a target, and the length of the style: how far it is from features that are all 0. */
export function wassersteinGoal(
  sums: FeatureSums,
  pixels: tf.Scalar,
): Unsettled<Pick<WassersteinTarget, 'mean' | 'root' | 'trace' | 'norm' | 'least'>> & {
  readonly length: tf.Scalar;
} {
  return tidily(() => {
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
  /** With epsilon and a share of the power on its diagonal, [channels, channels]. */
  readonly covariance: tf.Tensor2D;
  /** Mean of the squared length of a pixel's features. */
  readonly power: tf.Scalar;
}

export function momentsOf({ gram, sum }: FeatureSums, pixels: tf.Scalar | number): Moments {
  return tidily(() => {
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
 * What the iteration divides a matrix R S R by.
 * @param ofRoot the norm of R R
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

/** For automatic differentiation, a number without a gradient. */
const constant = tf.customGrad(x => ({
  value: (x as tf.Tensor).clone(),
  gradFunc: (slope: tf.Tensor) => tf.zerosLike(slope),
}));
