import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Shapes, Tensors } from '../network/shapes';

/**
 * What a run minimises: style, content and variation loss of an image against fixed targets. Every form of it (autodiff
 * reference, explicit program) implements `Objective` and is held against the others by the same tests.
 * Images are [1, height, width, 3], RGB, in working scale (workingScale.ts).
 */

/**
 * How a distance d becomes a loss: `squared`, d^2, as in the paper; `norm`, d itself, whose gradient keeps its length
 * however near the target comes, so that a layer is not left behind while another's distance is larger.
 */
export type Distance = 'squared' | 'norm';

/** What the style loss of one layer, after its ReLU, is measured against. */
export type StyleTarget<A extends Shapes = Tensors> = GramTarget<A> | WassersteinTarget<A>;

interface LayerStyle<A extends Shapes> {
  readonly layer: ConvName;
  /**
   * [1, height, width, 1]: the features F are multiplied by it first, so that only a region counts, and a pixel weighs the
   * mask's square. Gatys et al., arXiv:1611.07865.
   */
  readonly mask?: A[4];
  readonly coefficient: number;
  readonly distance: Distance;
}

/** Style loss coefficient * |G - gram|^2 or coefficient * |G - gram|, with G = F^T F the sum over all pixels. */
export interface GramTarget<A extends Shapes = Tensors> extends LayerStyle<A> {
  readonly loss: 'gram';
  /** [channels, channels]. */
  readonly gram: A[2];
}

/**
 * Style loss coefficient * d^2 or coefficient * d, d the Wasserstein-2 distance between two normal distributions: one with
 * the mean m and covariance S of F, one with the style's. d^2 = |m - mean|^2 + tr(S + root^2 - 2 (root S root)^(1/2)),
 * where the covariances have a little added to their diagonals (wasserstein.ts).
 */
export interface WassersteinTarget<A extends Shapes = Tensors> extends LayerStyle<A> {
  readonly loss: 'wasserstein';
  /** [channels]. */
  readonly mean: A[1];
  /** The square root of the style's covariance, [channels, channels]. */
  readonly root: A[2];
  /** The trace of the style's covariance. */
  readonly trace: number;
  /** The Frobenius norm of the style's covariance. */
  readonly norm: number;
  /** What the stylized image's pixels weigh together, the sum of the mask's squares. */
  readonly pixels: number;
  /** The least that a distance counts as; smaller ones are rounding. */
  readonly least: number;
}

/**
 * Content loss of one layer, after its ReLU: coefficient * |F - features|^2 or coefficient * |F - features|.
 * `Features` is how the content image's features are kept: one tensor, or bands of one (bands.ts).
 */
export interface ContentTarget<Features = Tensor4D, A extends Shapes = Tensors> {
  readonly layer: ConvName;
  /** [1, height, width, channels], already multiplied by `mask`. */
  readonly features: Features;
  /** [1, height, width, 1]: F is multiplied by it first. */
  readonly mask?: A[4];
  readonly coefficient: number;
  readonly distance: Distance;
}

/** Stands in for a distance of 0: small enough that no loss shows it. */
const leastNorm = 1e-12;

/**
 * The least that a target's distance d counts as under `norm`. The gradient of |d| divides by it, so that a distance of 0,
 * or one that is nothing but rounding, must not make the gradient infinite.
 */
export function leastDistance(
  target: StyleTarget<Shapes> | Omit<ContentTarget<unknown, Shapes>, 'features'>,
): number {
  return 'least' in target ? target.least : leastNorm;
}

export interface Targets<Features = Tensor4D, A extends Shapes = Tensors> {
  readonly style: readonly StyleTarget<A>[];
  readonly content: readonly ContentTarget<Features, A>[];
  /** Variation loss: weight * (sum |dx| + sum |dy|). */
  readonly variationWeight: number;
}

/** The targets of a plan, of which the shapes alone are known. */
export type TargetShapes = Targets<Shapes[4], Shapes>;

/** The weighted losses, whose sum is the total. Scalars are still on the device, and best read in batches. */
export interface Losses<Loss = Scalar> {
  readonly style: Loss;
  readonly content: Loss;
  readonly variation: Loss;
}

export interface Evaluation<T = Tensor4D, Loss = Scalar> {
  readonly losses: Losses<Loss>;
  /** d total / d image, in the image's shape. */
  readonly gradient: T;
}

export interface Objective {
  /** Losses and gradient at `image`; the caller disposes of what is returned. */
  evaluate(image: Tensor4D): Evaluation;
  /** Frees what the objective holds; targets and network belong to whoever made them. */
  dispose(): void;
}
