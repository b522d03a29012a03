import * as tf from '@tensorflow/tfjs';

export function sumOfSquares(x: tf.Tensor): tf.Scalar {
  return tf.sum(tf.square(x));
}

/** The square root of `sumOfSquares`. */
export function norm(x: tf.Tensor): tf.Scalar {
  return tf.sqrt(sumOfSquares(x));
}

/** Of an all-zero target, 1: its distance then counts as it is. */
export function orOne(x: tf.Scalar): tf.Scalar {
  return tf.where(tf.equal(x, 0), tf.onesLike(x), x);
}
