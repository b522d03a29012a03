import * as tf from '@tensorflow/tfjs';

export function sumOfSquares(x: tf.Tensor): tf.Scalar {
  return tf.sum(tf.square(x));
}

/** The Euclidean (for a matrix, Frobenius) norm. */
export function norm(x: tf.Tensor): tf.Scalar {
  return tf.sqrt(sumOfSquares(x));
}

/** A divisor that is never 0: an all-zero target's norm becomes 1, so that its distance counts undivided. */
export function oneWhereZero(x: tf.Scalar): tf.Scalar {
  return tf.where(tf.equal(x, 0), tf.onesLike(x), x);
}
