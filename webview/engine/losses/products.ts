import * as tf from '@tensorflow/tfjs';

/**
 * Pixels whose products are added up one after the other, before the sums are: where all are alike, so are their rounding errors,
 * and after 1e5 of them little is right of a covariance, which is the small difference of large sums.
 */
const pixelsInPart = 1024;

/** What losses multiply: the activations of a layer as F [pixels, channels]. */
export interface StyleProducts {
  /** F^T F. */
  gram(activations: tf.Tensor4D): tf.Tensor2D;
  /** The same, summed in parts: see `pixelsInPart`. */
  gramInParts(activations: tf.Tensor4D): tf.Tensor2D;
  /** x D for D [channels, columns], x's last dimension the channels: F D, or a product of two matrices. */
  times<R extends tf.Rank>(x: tf.Tensor<R>, right: tf.Tensor2D): tf.Tensor<R>;
}

export const stockProducts: StyleProducts = {
  gram: activations => {
    const flat = flatten(activations);
    // Transposed first: the wasm backend's matrix product is fast only without transposition.
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

/** The shape of x D. */
export function productShape<R extends tf.Rank>({ shape }: tf.Tensor<R>, right: tf.Tensor2D): tf.ShapeMap[R] {
  return [...shape.slice(0, -1), right.shape[1]] as tf.ShapeMap[R];
}

function flatten(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape.at(-1)!]);
}
