import * as tf from '@tensorflow/tfjs';

/**
 * How many pixels' products are added up one after the other before their sums are added. Where pixels are alike so are
 * their rounding errors, and 1e5 of those leave little of a covariance, which is the small difference of large sums.
 */
const pixelsInPart = 1024;

/** The matrix products of style losses, with a layer's activations as F [pixels, channels]. */
export interface StyleProducts {
  /** The Gram matrix F^T F. */
  gram(activations: tf.Tensor4D): tf.Tensor2D;
  /** The Gram matrix, summed in parts so that rounding errors stay small (see `pixelsInPart`). */
  gramInParts(activations: tf.Tensor4D): tf.Tensor2D;
  /** The product x D for D [channels, columns], where x's last dimension is the channels: F D, or a product of two matrices. */
  times<R extends tf.Rank>(x: tf.Tensor<R>, right: tf.Tensor2D): tf.Tensor<R>;
}

export const stockProducts: StyleProducts = {
  gram: activations => {
    const flat = flatten(activations);
    // The transposition is a step of its own, since the wasm backend's matrix product is fast only without one.
    return tf.matMul(tf.transpose(flat), flat);
  },
  gramInParts: activations => {
    const flat = flatten(activations);
    const [pixels, channels] = flat.shape;
    const parts = Math.ceil(pixels / pixelsInPart);
    if (parts === 1) return stockProducts.gram(activations);
    const whole = tf.pad(flat, [
      [0, parts * pixelsInPart - pixels],
      [0, 0],
    ]);
    const batches = tf.reshape<tf.Rank.R3>(whole, [parts, pixelsInPart, channels]);
    return tf.sum(tf.matMul(batches, batches, true, false), 0);
  },
  times: (x, right) => tf.reshape(tf.matMul(flatten(x), right), productShape(x, right)),
};

/** The shape of the product x D. */
export function productShape<R extends tf.Rank>({ shape }: tf.Tensor<R>, right: tf.Tensor2D): tf.ShapeMap[R] {
  return [...shape.slice(0, -1), right.shape[1]] as tf.ShapeMap[R];
}

function flatten(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape.at(-1)!]);
}
