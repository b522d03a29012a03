import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { visitActivations } from '../gradient/visitActivations';
import type { FeatureSums } from '../losses/featureSums';
import type { FeatureReader } from '../losses/featureReader';
import { featureSums, type FeatureKernels } from '../gradient/wholeReader';
import { freeAll, tidy } from '../support/tidy';
import type { Network } from '../network/vgg19';
import { Bands } from './bands';
import { tileAt, type LayerTile } from './layerTile';
import { gridOf, type TileSize } from './tileGrid';
import { withinTiles } from './tileProgram';
import { windowOf, type Stretch } from './windows';

/** Computes an image's features tile by tile. */
export function tiledReader(kernels: FeatureKernels, options: TileSize): FeatureReader<Bands> {
  return {
    sums(network, image, layers, masks) {
      const sums = new Map<ConvName, FeatureSums>();
      for (const tile of tilesOf(kernels, network, image, layers, options).flat()) {
        const found = tidy(() =>
          tile().map(({ layer, core, activations }) => {
            const mask = masks.get(layer);
            const { gram, sum } = featureSums(
              kernels.products,
              activations,
              mask && windowOf(mask, core.rows, core.columns),
            );
            const before = sums.get(layer);
            return before
              ? {
                  layer,
                  gram: tf.add<tf.Tensor2D>(before.gram, gram),
                  sum: tf.add<tf.Tensor1D>(before.sum, sum),
                }
              : { layer, gram, sum };
          }),
        );
        for (const { layer, gram, sum } of found) {
          freeAll(sums.get(layer) ?? {});
          sums.set(layer, { gram, sum });
        }
      }
      return sums;
    },

    features(network, image, layer, mask) {
      const bands = tilesOf(kernels, network, image, [layer], options).map(row =>
        tf.keep(
          tf.tidy(() =>
            tf.concat(
              row.map(tile =>
                tf.tidy(() => {
                  const [{ core, activations }] = tile() as [Core];
                  return mask
                    ? tf.mul<tf.Tensor4D>(activations, windowOf(mask, core.rows, core.columns))
                    : activations;
                }),
              ),
              2,
            ),
          ),
        ),
      );
      return {
        features: new Bands(bands),
        sumOfSquares: tf.addN(bands.map(band => tf.sum<tf.Scalar>(tf.square(band)))),
      };
    },
  };
}

interface Core {
  readonly layer: ConvName;
  readonly core: LayerTile;
  /** The layer's activations in the core alone. */
  readonly activations: tf.Tensor4D;
}

/**
 * A function for each tile, by rows, that computes the tile's core at every layer. The tiles are computed only when asked
 * for, so that the activations of one are held at a time. The grid begins at the image's corner.
 */
function tilesOf(
  { kernels }: FeatureKernels,
  network: Network,
  image: tf.Tensor4D,
  layers: readonly ConvName[],
  options: TileSize,
): (() => Core[])[][] {
  const [, height, width] = image.shape;
  const wraps = network.edges === 'wrap';
  const ending = withinTiles(network);
  return gridOf({ height, width }, { ...options, wraps }, () => 0).map(row =>
    row.map(tile => () => {
      const cores: Core[] = [];
      const view = windowOf(image, tile.rows, tile.columns);
      visitActivations(kernels, ending, layers, view, (layer, seen) => {
        const core = tileAt(layer, tile, image);
        cores.push({ layer, core, activations: windowOf(seen, within(core.rows), within(core.columns)) });
      });
      return cores;
    }),
  );
}

/** The core's stretch, counted from the tile's own edge. */
function within({ before, length }: LayerTile['rows']): Stretch {
  return { start: before, length };
}
