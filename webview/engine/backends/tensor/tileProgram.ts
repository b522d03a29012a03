import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../../src/shared/model/vgg19Layout';
import type { Convolution, TensorKernels } from '../../gradient/kernelSet';
import { ExplicitProgram, type LayerTerm } from '../../gradient/program';
import { visitActivations } from '../../gradient/visitActivations';
import { channelSums, type StyleSums } from '../../losses/featureSums';
import { pulledBy } from '../../losses/losses';
import { stockProducts, type StyleProducts } from '../../losses/products';
import type { ConvWeights, Network } from '../../network/vgg19';
import { tidy } from '../../support/tidy';
import {
  withinTiles,
  type Pulls,
  type Statistics,
  type Taps,
  type TileProgram,
  type TileView,
} from '../../tiles/tileProgram';

/** The tile program on tfjs's tensors, for every backend. */
export class TensorTileProgram implements TileProgram {
  private readonly convolutions = new Map<ConvWeights, Convolution<tf.Tensor4D>>();
  /** The backend's kernels, whose convolutions are made once for all tiles. */
  private readonly kernels: TensorKernels;
  private readonly network: Network;

  constructor(
    kernels: TensorKernels,
    private readonly products: StyleProducts,
    network: Network,
    private readonly taps: Taps,
  ) {
    this.network = withinTiles(network);
    this.kernels = {
      ...kernels,
      // What a convolution makes of the weights is the same for every tile.
      convolution: (weights, edges) => {
        const known = this.convolutions.get(weights) ?? kernels.convolution(weights, edges);
        this.convolutions.set(weights, known);
        return known;
      },
    };
  }

  measure(tile: TileView): Statistics {
    const { style, content, means } = this.taps;
    const sums: StyleSums[] = [];
    const squares: tf.Scalar[] = [];
    visitActivations(this.kernels, this.network, [...style, ...content], tile.image, (layer, x) => {
      for (const i of at(layer, style)) sums[i] = tidy(() => this.sumsOf(x, tile.styleMasks[i]!, means));
      for (const i of at(layer, content)) {
        const { mask, features } = tile.content[i]!;
        squares[i] = tf.tidy(() => tf.sum(tf.squaredDifference(tf.mul(x, mask), features)));
      }
    });
    return { sums, squares };
  }

  pull(tile: TileView, pulls: Pulls): tf.Tensor4D {
    const { times } = stockProducts;
    const terms = {
      style: this.taps.style.map((layer, i) => {
        const mask = tile.styleMasks[i]!;
        const pull = pulls.style[i]!;
        return layerTerm(layer, x => tf.mul(pulledBy(pull, tf.mul(x, mask), mask, times), mask));
      }),
      content: this.taps.content.map((layer, i) => {
        const { mask, features } = tile.content[i]!;
        const slope = pulls.content[i]!;
        return layerTerm(layer, x => tf.mul(tf.sub(tf.mul(x, mask), features), tf.mul(mask, slope)));
      }),
      // The variation loss is computed by tileVariation.ts: here it would count twice where tiles overlap.
      variation: (x: tf.Tensor4D) => ({ gradient: tf.zerosLike(x) }),
    };
    const program = new ExplicitProgram(this.kernels, this.network, terms, 0);
    const { gradient, losses } = program.run(tile.image);
    tf.dispose(Object.values(losses));
    return gradient;
  }

  private sumsOf(x: tf.Tensor4D, mask: tf.Tensor4D, means: boolean): StyleSums {
    const inside = tf.mul<tf.Tensor4D>(x, mask);
    if (!means) return { gram: stockProducts.gram(inside) };
    return { gram: this.products.gramInParts(inside), sum: channelSums(inside, mask) };
  }

  dispose(): void {
    for (const convolution of this.convolutions.values()) convolution.dispose();
  }
}

function layerTerm(
  layer: ConvName,
  gradient: (x: tf.Tensor4D) => tf.Tensor4D,
): LayerTerm<tf.Tensor4D, tf.Scalar> {
  return { layer, term: x => ({ gradient: tf.tidy(() => gradient(x)) }) };
}

function at(layer: ConvName, layers: readonly ConvName[]): number[] {
  return [...layers.keys()].filter(i => layers[i] === layer);
}
