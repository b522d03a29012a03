import * as tf from '@tensorflow/tfjs';

/**
 * What a 3x3 convolution sees beyond the image: `zero`, zeros, which in the first layer are the mean colour; `replicate`,
 * the nearest pixel in the first layer and zeros in the others (crowsonkb/style-transfer-pytorch, VGGFeatures: less of the
 * frame that zeros paint); `wrap`, the opposite edge in every layer, so that the picture is seamless.
 */
export type Edges = 'zero' | 'replicate' | 'wrap';

/** Adds one pixel beyond each edge: [1, h, w, c] -> [1, h + 2, w + 2, c]. Differentiable, which tfjs's own mirrorPad is not. */
export function padEdges(x: tf.Tensor4D, edges: Exclude<Edges, 'zero'>): tf.Tensor4D {
  return padAxis(padAxis(x, 1, edges), 2, edges);
}

function padAxis(x: tf.Tensor4D, axis: 1 | 2, edges: Exclude<Edges, 'zero'>): tf.Tensor4D {
  const first = sliceAxis(x, axis, 0, 1);
  const last = sliceAxis(x, axis, x.shape[axis] - 1, 1);
  const [before, after] = edges === 'wrap' ? [last, first] : [first, last];
  return tf.concat([before, x, after], axis);
}

/**
 * The gradient of `padEdges` under `replicate`: what arrived at the repeated pixels is added to those that they repeat.
 * [1, h + 2, w + 2, c] -> [1, h, w, c].
 */
export function foldReplicated(gradient: tf.Tensor4D): tf.Tensor4D {
  return foldAxis(foldAxis(gradient, 1), 2);
}

function foldAxis(gradient: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const length = gradient.shape[axis] - 2;
  const beyond = (begin: number, before: number): tf.Tensor4D => {
    const padding: [number, number][] = [0, 1, 2, 3].map(i =>
      i === axis ? [before, length - 1 - before] : [0, 0],
    );
    return tf.pad(sliceAxis(gradient, axis, begin, 1), padding);
  };
  return tf.addN([sliceAxis(gradient, axis, 1, length), beyond(0, 0), beyond(length + 1, length - 1)]);
}

/**
 * A stretch of an array along an axis: [1, h, w, c] -> the same with `size` rows or columns. tfjs's wasm kernel copies one
 * stretch of the last axis at a time, in JavaScript; so columns are sliced from rows of w * c numbers.
 */
export function sliceAxis(x: tf.Tensor4D, axis: 1 | 2, begin: number, size: number): tf.Tensor4D {
  const shape: [number, number, number, number] = [...x.shape];
  shape[axis] = size;
  const rows = x.shape.slice(0, axis).reduce((product, length) => product * length, 1);
  const unit = x.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const lines = tf.reshape<tf.Rank.R2>(x, [rows, x.shape[axis] * unit]);
  return tf.reshape(tf.slice2d(lines, [0, begin * unit], [rows, size * unit]), shape);
}

/** Pads an array with zeros before and after, along an axis. */
export function pad(x: tf.Tensor4D, axis: 1 | 2, before: number, after: number): tf.Tensor4D {
  if (before === 0 && after === 0) return x;
  return tf.pad(
    x,
    [0, 1, 2, 3].map(i => (i === axis ? [before, after] : [0, 0]) as [number, number]),
  );
}
