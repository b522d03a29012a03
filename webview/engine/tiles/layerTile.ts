import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { half, poolingsBefore } from '../network/vgg19';
import { Bands } from './bands';
import type { Span, Tile } from './tileGrid';
import { pad } from '../network/edges';
import { windowOf, type Stretch } from './windows';

/** A tile in a layer's activations, after the poolings before the layer. */
export interface LayerTile {
  /** The rows of the core in the whole image's activations. */
  readonly rows: Place;
  /** The columns of the core in the whole image's activations. */
  readonly columns: Place;
}

interface Place extends Stretch {
  /** The halo before the core, and after it, up to the tile's own edges. */
  readonly before: number;
  readonly after: number;
}

/** The tile in a layer's activations. @param image [1, height, width, ...], the whole image */
export function tileAt(layer: ConvName, { rows, columns }: Tile, { shape }: tf.Tensor4D): LayerTile {
  const poolings = poolingsBefore(layer);
  return { rows: placeOf(rows, shape[1], poolings), columns: placeOf(columns, shape[2], poolings) };
}

function placeOf({ start, length, coreStart, coreLength }: Span, whole: number, poolings: number): Place {
  const scale = 2 ** poolings;
  const first = coreStart / scale;
  const end =
    coreStart + coreLength === whole ? sideAfter(poolings, whole) : (coreStart + coreLength) / scale;
  const before = (coreStart - start) / scale;
  return {
    start: first,
    length: end - first,
    before,
    after: sideAfter(poolings, length) - before - (end - first),
  };
}

/** The tile's part of an array of the whole image's layer, with zeros in place of the halo. */
export function coreOf(x: tf.Tensor4D | Bands, tile: LayerTile): tf.Tensor4D {
  const { rows, columns } = tile;
  return tf.tidy(() =>
    surround(x instanceof Bands ? x.window(rows, columns) : windowOf(x, rows, columns), tile),
  );
}

/** A mask [1, height, width, 1] of the tile: 1 in the core, 0 in the halo. */
export function coreMask(tile: LayerTile): tf.Tensor4D {
  return tf.tidy(() => surround(tf.ones([1, tile.rows.length, tile.columns.length, 1]), tile));
}

function surround(core: tf.Tensor4D, { rows, columns }: LayerTile): tf.Tensor4D {
  return pad(pad(core, 1, rows.before, rows.after), 2, columns.before, columns.after);
}

/** A side's length after so many poolings. */
function sideAfter(poolings: number, side: number): number {
  for (let i = 0; i < poolings; i++) side = half(side);
  return side;
}
