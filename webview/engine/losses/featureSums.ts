import * as tf from '@tensorflow/tfjs';

/** Sums over the pixels of a layer's features F = M X, X as they are and M the mask: what a style loss is made of. */
export interface FeatureSums {
  /** F^T F, [channels, channels]. */
  readonly gram: tf.Tensor2D;
  /** F^T M, [channels]: of X, each pixel weighed by the mask's square, as in the Gram matrix. */
  readonly sum: tf.Tensor1D;
}

/** As far as a loss asks for them. */
export type StyleSums = Pick<FeatureSums, 'gram'> & Partial<FeatureSums>;

/** What a mask's pixels weigh together. */
export function pixelsOf(mask: tf.Tensor4D): tf.Scalar {
  return tf.tidy(() => tf.sum<tf.Scalar>(channelSums(tf.square(mask))));
}

/** @param features [1, height, width, channels], already multiplied by `mask` */
export function channelSums(features: tf.Tensor4D, mask?: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => {
    // Rows first: one after the other, all pixels of a large image would add up to rounding errors.
    const rows = tf.sum<tf.Tensor3D>(mask ? tf.mul(features, mask) : features, 2);
    return tf.sum<tf.Tensor1D>(rows, [0, 1]);
  });
}
