import * as tf from '@tensorflow/tfjs';

/**
 * How 2x2 pixels become one between the network's blocks, always with stride 2. `average` is the mean, as in the paper and
 * the seed. The network was trained with `max`; `scaledAverage`, twice the mean, and `l2`, 0.78 times the root of the sum
 * of the four squares, keep activations about as large as max pooling makes them (the factors of
 * crowsonkb/style-transfer-pytorch, VGGFeatures.pooling_scales).
 */
export type Pooling = 'average' | 'scaledAverage' | 'max' | 'l2';

/** What a window's mean, or under `l2` the root of its mean square, is multiplied by; 1.56 is 0.78 * sqrt(4). */
export const poolingScale = { average: 1, scaledAverage: 2, l2: 1.56 } as const;

/** The least that a mean square counts as in `l2`: the root has no finite gradient at 0. */
export const leastMeanSquare = 1e-24;

/** Window and stride, [rows, columns], on [1, height, width, channels]. An odd last row or column is dropped. */
export function poolWindow({
  shape: [, height, width],
}: {
  readonly shape: readonly number[];
}): [rows: number, columns: number] {
  return [height! > 1 ? 2 : 1, width! > 1 ? 2 : 1];
}

/** Pools 2x2 pixels to one, differentiably. A side of one pixel stays, so that thin images reach every layer. */
export function pool(x: tf.Tensor4D, pooling: Pooling): tf.Tensor4D {
  const window = poolWindow(x);
  switch (pooling) {
    case 'average':
      return tf.avgPool(x, window, window, 'valid');
    case 'scaledAverage':
      return tf.mul(tf.avgPool(x, window, window, 'valid'), poolingScale.scaledAverage);
    case 'max':
      return firstMaximum(x);
    case 'l2': {
      const meanSquare = tf.avgPool(tf.square(x), window, window, 'valid');
      return tf.mul(tf.sqrt(tf.maximum(meanSquare, leastMeanSquare)), poolingScale.l2);
    }
  }
}

/**
 * Max pooling whose gradient goes to the first of equal maxima, as in PyTorch: with `tf.maxPool` tfjs's backends differ in
 * that, and flat areas are full of equal maxima.
 */
function firstMaximum(x: tf.Tensor4D): tf.Tensor4D {
  return windowParts(x).reduce((first, next) => tf.where(tf.greaterEqual(first, next), first, next));
}

/** An array for each place in a pooling window: every window's pixel there, [1, pooled height, pooled width, channels]. */
export function windowParts(x: tf.Tensor4D): tf.Tensor4D[] {
  const [, , , channels] = x.shape;
  const [rows, columns] = poolWindow(x);
  const [height, width] = pooledSize(x);
  const whole = tf.slice4d(x, [0, 0, 0, 0], [1, height * rows, width * columns, channels]);
  const windows = tf.reshape<tf.Rank.R4>(whole, [height, rows, width, columns * channels]);
  return Array.from({ length: rows * columns }, (_, place) => {
    const from: [number, number, number, number] = [
      0,
      Math.floor(place / columns),
      0,
      (place % columns) * channels,
    ];
    return tf.reshape(tf.slice4d(windows, from, [height, 1, width, channels]), [1, height, width, channels]);
  });
}

/** The inverse of `windowParts`, with zeros in an odd last row or column of `like`. */
export function joinWindowParts(parts: readonly tf.Tensor4D[], like: tf.Tensor4D): tf.Tensor4D {
  const [, fullHeight, fullWidth, channels] = like.shape;
  const [rows, columns] = poolWindow(like);
  const [height, width] = pooledSize(like);
  const lines = Array.from({ length: rows }, (_, row) => {
    const line = tf.concat(parts.slice(row * columns, (row + 1) * columns), 3);
    return tf.reshape<tf.Rank.R4>(line, [height, 1, width, columns * channels]);
  });
  const whole = tf.reshape<tf.Rank.R4>(tf.concat(lines, 1), [1, height * rows, width * columns, channels]);
  return tf.pad(whole, [
    [0, 0],
    [0, fullHeight - height * rows],
    [0, fullWidth - width * columns],
    [0, 0],
  ]);
}

function pooledSize(x: tf.Tensor4D): [height: number, width: number] {
  const [rows, columns] = poolWindow(x);
  return [Math.floor(x.shape[1] / rows), Math.floor(x.shape[2] / columns)];
}
