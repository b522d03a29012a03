import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';

/**
 * What a run minimises: style, content and variation loss of an image against fixed targets. Every form of it (autodiff
 * reference, explicit program) implements `Objective` and is held against the others by the same tests.
 * Images are [1, height, width, 3], RGB, in working scale (image.ts).
 */

/**
 * What a distance d counts as: `squared`, d^2, as in the paper; `norm`, d itself, whose gradient keeps its length however near
 * the target comes, so that no layer is left behind once another's distance is large.
 */
export type Distance = 'squared' | 'norm';

/** Style loss of one layer, after its ReLU. */
export type StyleTarget = GramTarget | WassersteinTarget;

interface LayerStyle {
  readonly layer: ConvName;
  /**
   * [1, height, width, 1]: F is multiplied by it first, so that only a region counts: pixels weigh its squares. Gatys et al.,
   * arXiv:1611.07865.
   */
  readonly mask?: Tensor4D;
  readonly coefficient: number;
  /** `squared` where it is not said. */
  readonly distance?: Distance;
}

/** coefficient * |G - gram|^2 or * |G - gram|, G = F^T F over pixels. */
export interface GramTarget extends LayerStyle {
  /** `gram` where it is not said. */
  readonly loss?: 'gram';
  /** [channels, channels]. */
  readonly gram: Tensor2D;
}

/**
 * coefficient * d^2 or * d, d the Wasserstein-2 distance between the normal distributions that have mean and covariance of F and of
 * the style: d^2 = |m - mean|^2 + tr(S + root^2 - 2 (root S root)^(1/2)), S with a little on its diagonal (wasserstein.ts).
 */
export interface WassersteinTarget extends LayerStyle {
  readonly loss: 'wasserstein';
  /** [channels]. */
  readonly mean: Tensor1D;
  /** The square root of the covariance with a little on its diagonal, [channels, channels]. */
  readonly root: Tensor2D;
  /** Of that covariance, and its Frobenius norm. */
  readonly trace: number;
  readonly norm: number;
  /** What the image's pixels weigh together. */
  readonly pixels: number;
  /** Below this a distance is rounding, and counts as this. */
  readonly least: number;
}

/**
 * Content loss of one layer: coefficient * |F - features|^2 or * |F - features|, after the layer's ReLU.
 * `Features` is how these are kept.
 */
export interface ContentTarget<Features = Tensor4D> {
  readonly layer: ConvName;
  /** [1, height, width, channels], already multiplied by `mask`. */
  readonly features: Features;
  /** [1, height, width, 1]: F is multiplied by it first. */
  readonly mask?: Tensor4D;
  readonly coefficient: number;
  /** `squared` where it is not said. */
  readonly distance?: Distance;
}

export interface Targets<Features = Tensor4D> {
  readonly style: readonly StyleTarget[];
  readonly content: readonly ContentTarget<Features>[];
  /** Variation loss: weight * (sum |dx| + sum |dy|). */
  readonly variationWeight: number;
}

/** The weighted terms, still on the device: read them in batches. Their sum is the total. */
export interface LossTerms {
  readonly style: Scalar;
  readonly content: Scalar;
  readonly variation: Scalar;
}

export interface Evaluation {
  readonly losses: LossTerms;
  /** d total / d image, the image's shape. */
  readonly gradient: Tensor4D;
}

export interface Objective {
  /** Losses and gradient at `image`; the caller disposes of what is returned. */
  evaluate(image: Tensor4D): Evaluation;
  /** Frees what the objective holds; targets and network belong to whoever made them. */
  dispose(): void;
}
