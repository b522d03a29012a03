import * as tf from '@tensorflow/tfjs';

/** Sums over the pixels of a layer's features F = M X, X its activations and M the mask: all that a style loss depends on. */
export interface FeatureSums {
  /** F^T F, [channels, channels]. */
  readonly gram: tf.Tensor2D;
  /** F^T M, [channels]: the sum of X with each pixel weighed by the mask's square, as in the Gram matrix. */
  readonly sum: tf.Tensor1D;
}

/** The sums that a style loss asks for: `sum` only where it is a Wasserstein distance. */
export type StyleSums = Pick<FeatureSums, 'gram'> & Partial<FeatureSums>;

/** What a mask's pixels weigh together: the sum of its squares. */
export function pixelsOf(mask: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => tf.sum<tf.Scalar>(channelSums(tf.square(mask))));
}

/**
 * F^T M, or F's sum without a mask: [channels].
 * @param features F, [1, height, width, channels], already multiplied by `mask`
 */
export function channelSums(features: tf.Tensor4D, mask?: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => {
    // Each row is summed up first: added one after the other, all pixels of a large image would gather rounding errors.
    const rows = tf.sum<tf.Tensor3D>(mask ? tf.mul(features, mask) : features, 2);
    return tf.sum<tf.Tensor1D>(rows, [0, 1]);
  });
}
