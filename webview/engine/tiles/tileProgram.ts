import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { StyleSums } from '../losses/featureSums';
import type { StylePull } from '../losses/losses';
import type { Targets } from '../losses/objective';

/** The layers whose losses are wanted; a layer may be named twice, as with two styles at once. */
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

/** A tile of an image, and what its losses are measured by; in the order of the taps. */
export interface TileView {
  /** [1, height, width, 3], the core with its halo. */
  readonly image: Tensor4D;
  /** [1, height, width, 1] of the layer: 0 outside the core, and within it what a region or transparency leaves. */
  readonly styleMasks: readonly Tensor4D[];
  readonly contentMasks: readonly Tensor4D[];
  /** [1, height, width, channels] of the layer: the content image's, times the mask. */
  readonly features: readonly Tensor4D[];
}

/** A tile's part of what the losses are made of; those of all tiles add up to the whole image's. */
export interface Statistics {
  readonly sums: readonly StyleSums[];
  /** |F - features|^2. */
  readonly squares: readonly Scalar[];
}

/** What follows from the whole image's statistics. */
export interface Pulls {
  readonly style: readonly StylePull[];
  /** s: the content loss's gradient at masked features F is s (F - features). */
  readonly content: readonly Scalar[];
}

/**
 * Looks at an image tile by tile, in two passes: a loss is not a sum over tiles, but its slope depends on nothing of the image
 * but sums over tiles.
 */
export interface TileProgram {
  /** First pass: forward only. */
  measure(tile: TileView): Statistics;
  /** Second pass: the gradient at the tile's image of what pulls at its features. */
  pull(tile: TileView, pulls: Pulls): Tensor4D;
  dispose(): void;
}
