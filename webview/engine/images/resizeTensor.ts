import * as tf from '@tensorflow/tfjs';
import { filterAt, type Filter } from './resample';

/**
 * Resizes [1, height, width, channels] by a separable filter, as two matrix products, which every device computes alike;
 * tfjs itself resizes by nothing better than bilinear interpolation. At the borders the weights of the pixels that exist
 * are normalised.
 */
export function resizeTensor(x: tf.Tensor4D, height: number, width: number, filter: Filter): tf.Tensor4D {
  const [, fromHeight, fromWidth, channels] = x.shape;
  if (fromHeight === height && fromWidth === width) return x.clone();
  return tf.tidy(() => {
    const byRows = tf.reshape<tf.Rank.R2>(x, [fromHeight, fromWidth * channels]);
    const tall = tf.matMul(filterMatrix(fromHeight, height, filter), byRows);
    const turned = tf.transpose(tf.reshape<tf.Rank.R3>(tall, [height, fromWidth, channels]), [1, 0, 2]);
    const byColumns = tf.reshape<tf.Rank.R2>(turned, [fromWidth, height * channels]);
    const wide = tf.matMul(filterMatrix(fromWidth, width, filter), byColumns);
    const result = tf.transpose(tf.reshape<tf.Rank.R3>(wide, [width, height, channels]), [1, 0, 2]);
    return tf.reshape<tf.Rank.R4>(result, [1, height, width, channels]);
  });
}

/** A filter as a matrix [to, from]: row i holds the weights of the source pixels under target pixel i. */
function filterMatrix(from: number, to: number, filter: Filter): tf.Tensor2D {
  const values = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const { first, weights } = filterAt(i, from, to, filter);
    values.set(weights, i * from + first);
  }
  return tf.tensor2d(values, [to, from]);
}
