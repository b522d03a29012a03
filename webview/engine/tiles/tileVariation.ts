import * as tf from '@tensorflow/tfjs';
import { differences } from '../losses/losses';
import { tidy } from '../support/tidy';
import type { Span, Tile } from './tileGrid';
import { pad } from '../network/edges';
import { windowOf, type Stretch } from './windows';

/**
 * The variation loss that a tile is responsible for: the differences between a pixel of its core and the next one, in its
 * row and in its column, which may lie in the next tile's core. Their gradient has the tile's shape.
 * @param image the tile, [1, height, width, 3]
 * @param whole the whole image's sides
 */
export function tileVariation(
  image: tf.Tensor4D,
  { rows, columns }: Tile,
  whole: { readonly height: number; readonly width: number; readonly wraps: boolean },
): { readonly length: tf.Scalar; readonly gradient: tf.Tensor4D } {
  const along = (axis: 1 | 2): { length: tf.Scalar; gradient: tf.Tensor4D } | undefined => {
    const [down, across] = [
      reach(rows, axis === 1 && (whole.wraps || !endsAt(rows, whole.height))),
      reach(columns, axis === 2 && (whole.wraps || !endsAt(columns, whole.width))),
    ];
    if ((axis === 1 ? down : across).length < 2) return undefined;
    const { length, gradient } = differences(windowOf(image, down, across), axis);
    return { length, gradient: around(around(gradient, 1, down, rows), 2, across, columns) };
  };
  return tidy(() => {
    const parts = [along(1), along(2)].filter(part => part !== undefined);
    return {
      length: tf.addN([tf.scalar(0), ...parts.map(({ length }) => length)]),
      gradient: tf.addN([tf.zerosLike(image), ...parts.map(({ gradient }) => gradient)]),
    };
  });
}

/** The core's stretch within the tile, with the pixel after it where that is wanted. */
function reach({ start, coreStart, coreLength }: Span, beyond: boolean): Stretch {
  return { start: coreStart - start, length: coreLength + (beyond ? 1 : 0) };
}

function endsAt({ coreStart, coreLength }: Span, side: number): boolean {
  return coreStart + coreLength === side;
}

function around(x: tf.Tensor4D, axis: 1 | 2, { start, length }: Stretch, tile: Span): tf.Tensor4D {
  return pad(x, axis, start, tile.length - start - length);
}
