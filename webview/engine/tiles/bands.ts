import * as tf from '@tensorflow/tfjs';
import { piecesOf, windowOf, type Stretch } from './windows';

/**
 * An array [1, height, width, channels] as bands of rows, [1, rows, width, channels] each, from the top: a large image's
 * features exceed what a GPU can hold in one buffer long before they fill its memory.
 */
export class Bands {
  constructor(readonly bands: readonly tf.Tensor4D[]) {}

  get shape(): [number, number, number, number] {
    const [, , width, channels] = this.bands[0]!.shape;
    return [1, this.bands.reduce((sum, { shape }) => sum + shape[1], 0), width, channels];
  }

  /** Cuts a window out, as `windowOf` does. @returns [1, rows.length, columns.length, channels] */
  window(rows: Stretch, columns: Stretch): tf.Tensor4D {
    return tf.tidy(() => {
      const pieces = piecesOf(rows, this.shape[1]).flatMap(({ from, count }) =>
        this.rowsOf(from, from + count),
      );
      const parts = pieces.map(({ band, ...stretch }) => windowOf(band, stretch, columns));
      return parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
    });
  }

  private rowsOf(first: number, end: number): ({ band: tf.Tensor4D } & Stretch)[] {
    let next = 0;
    return this.bands.flatMap(band => {
      const top = next;
      next += band.shape[1];
      const [from, to] = [Math.max(first, top), Math.min(end, next)];
      return from < to ? [{ band, start: from - top, length: to - from }] : [];
    });
  }

  dispose(): void {
    tf.dispose([...this.bands]);
  }
}
