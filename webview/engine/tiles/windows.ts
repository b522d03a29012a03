import * as tf from '@tensorflow/tfjs';
import { pad, sliceAxis } from '../network/edges';

/** Windows of arrays [1, height, width, channels], cut out and put back. Beyond an edge the opposite one follows. */

/** A stretch of rows or columns. */
export interface Stretch {
  /** The first row or column. It may be below 0, and the stretch may reach beyond the end: the opposite edge follows. */
  readonly start: number;
  readonly length: number;
}

/** Cuts a window out. @returns [1, rows.length, columns.length, channels] */
export function windowOf(x: tf.Tensor4D, rows: Stretch, columns: Stretch): tf.Tensor4D {
  return tf.tidy(() => cut(cut(x, 1, rows), 2, columns).clone());
}

/** An array of zeros, [height, width], with `x` at `rows` and `columns`; where `x` wraps onto itself it is summed. */
export function spread(
  x: tf.Tensor4D,
  rows: Stretch,
  columns: Stretch,
  [height, width]: readonly [number, number],
): tf.Tensor4D {
  return tf.tidy(() => lay(lay(x, 2, columns, width), 1, rows, height).clone());
}

function cut(x: tf.Tensor4D, axis: 1 | 2, stretch: Stretch): tf.Tensor4D {
  const pieces = piecesOf(stretch, x.shape[axis]).map(({ from, count }) => slice(x, axis, from, count));
  return pieces.length === 1 ? pieces[0]! : tf.concat(pieces, axis);
}

function lay(x: tf.Tensor4D, axis: 1 | 2, stretch: Stretch, length: number): tf.Tensor4D {
  let taken = 0;
  const pieces = piecesOf(stretch, length).map(({ from, count }) => {
    const piece = slice(x, axis, taken, count);
    taken += count;
    return pad(piece, axis, from, length - from - count);
  });
  return pieces.length === 1 ? pieces[0]! : tf.addN(pieces);
}

export interface Piece {
  readonly from: number;
  readonly count: number;
}

/** The pieces of a stretch on a line that starts anew every `length`. */
export function piecesOf({ start, length: wanted }: Stretch, length: number): Piece[] {
  const pieces: Piece[] = [];
  for (let at = start; at < start + wanted; at += pieces.at(-1)!.count) {
    const from = ((at % length) + length) % length;
    pieces.push({ from, count: Math.min(length - from, start + wanted - at) });
  }
  return pieces;
}

function slice(x: tf.Tensor4D, axis: 1 | 2, from: number, count: number): tf.Tensor4D {
  return from === 0 && count === x.shape[axis] ? x : sliceAxis(x, axis, from, count);
}
