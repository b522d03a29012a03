import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { StyleSums } from '../losses/featureSums';
import type { StylePull } from '../losses/losses';
import type { Targets } from '../losses/objective';
import type { Network } from '../network/vgg19';

/** The layers whose losses are wanted; a layer is named once for each target it has, as with two regions. */
export interface Taps {
  readonly style: readonly ConvName[];
  readonly content: readonly ConvName[];
  /** Whether the style losses ask for means as well as Gram matrices. */
  readonly means: boolean;
}

export function tapsOf({ style, content }: Targets<unknown>): Taps {
  return {
    style: style.map(({ layer }) => layer),
    content: content.map(({ layer }) => layer),
    means: style.some(({ loss }) => loss === 'wasserstein'),
  };
}

/** A tile of an image, and what its losses need, in the order of the taps. */
export interface TileView {
  /** [1, height, width, 3], the core with its halo. */
  readonly image: Tensor4D;
  /** [1, height, width, 1] of each style tap's layer: 0 outside the core, and the target's mask, or 1, within it. */
  readonly styleMasks: readonly Tensor4D[];
  readonly content: readonly {
    /** Like a style tap's. */
    readonly mask: Tensor4D;
    /** [1, height, width, channels]: the content image's features times the mask. */
    readonly features: Tensor4D;
  }[];
}

/** A tile's part of the sums that the losses are computed from; those of all tiles add up to the whole image's. */
export interface Statistics {
  readonly sums: readonly StyleSums[];
  /** The sum of squares |F - features|^2 of each content tap. */
  readonly squares: readonly Scalar[];
}

/** The gradients of the whole image's losses, in the form that a tile can apply to its own features. */
export interface Pulls {
  readonly style: readonly StylePull[];
  /** A slope s for each content tap: the content loss's gradient at masked features F is s (F - features). */
  readonly content: readonly Scalar[];
}

/**
 * Evaluates an image tile by tile, in two passes. A loss is not a sum over tiles, but its gradient at a tile depends on the
 * rest of the image through sums over all tiles alone, which the first pass collects.
 */
export interface TileProgram {
  /** First pass, which runs the network forward: the tile's part of the sums. */
  measure(tile: TileView): Statistics;
  /** Second pass: the gradient at the tile's image of the whole image's losses at the tile's features. */
  pull(tile: TileView, pulls: Pulls): Tensor4D;
  dispose(): void;
}

/** The network for a tile. It does not wrap: the halo already holds what follows beyond a wrapping image's edge. */
export function withinTiles(network: Network): Network {
  return network.edges === 'wrap' ? { ...network, edges: 'zero' } : network;
}
