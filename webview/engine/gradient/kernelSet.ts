import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import type { Edges } from '../network/edges';
import type { ContentTarget, StyleTarget } from '../losses/objective';
import type { Pooling } from '../network/pooling';
import type { Shapes, Tensors } from '../network/shapes';
import type { ConvWeights } from '../network/vgg19';

/**
 * The operations that the explicit program is made of. `T` is an activation or gradient [1, height, width, channels] and
 * `Loss` a number, both on some device: tfjs tensors, or arrays of a recorded WebGPU program. A kernel's result belongs to
 * the caller, who hands it back by `release`. Inputs stay valid, except where a kernel is said to take one over. `A` is what
 * weights and targets are made of: kernels that compute with tfjs need its tensors, those that are only recorded or counted
 * take shapes alone.
 */
export interface KernelSet<T, Loss, A extends Shapes = Tensors> {
  /** Prepares a layer's weights once, for both directions. */
  readonly convolution: (weights: ConvWeights<A>, edges: Edges) => Convolution<T>;
  /**
   * coefficient * |F^T F - gram|, squared or not as the target's `distance` says (Gatys et al., arXiv:1508.06576, equations
   * 4 to 6), or the target's Wasserstein distance.
   */
  readonly styleTerm: (target: StyleTarget<A>) => Term<T, Loss>;
  /** coefficient * |F - features|, squared or not. Gatys et al., equations 1 and 2. */
  readonly contentTerm: (target: ContentTarget<A[4], A>) => Term<T, Loss>;
  /**
   * weight * (sum |dx| + sum |dy|). The gradient is 0 where neighbours are equal, as in PyTorch. Under `wrap` the last
   * pixel is the first one's neighbour.
   */
  variationTerm(weight: number, edges: Edges): Term<T, Loss>;

  /** x W at every pixel, W a head [channels, outputs]: [1, h, w, channels] -> [1, h, w, outputs]. */
  readonly project: (x: T, head: A[2]) => T;
  /** The gradient at the input of `project`, from the one at its output: gradient W^T. */
  readonly projectGradient: (gradient: T, head: A[2]) => T;

  /** Halves the sides, as `pool` in pooling.ts does. */
  pool(x: T, pooling: Pooling): T;
  /** The gradient of `pool` at its input, finished by `gate`; that input is `gate`'s activation. */
  poolGradient(gradient: T, pooling: Pooling, gate: Gate<T>): T;
  /** The gate at the deepest layer, which none is above: `own` where activation > 0, else 0. Takes `own` over. */
  gate(activation: T, own: T): T;
  /** a + b; takes both over. */
  add(a: T, b: T): T;
  /** The losses' sum, 0 of none; takes them over. */
  sum(losses: readonly Loss[]): Loss;

  release(x: T): void;
}

/** A 3x3, stride 1, pad 1 convolution. */
export interface Convolution<T> {
  /** relu(x * kernel + bias): [1, h, w, in] -> [1, h, w, out]. */
  forward(x: T): T;
  /**
   * The gradient at the input, [1, h, w, in], finished by `gate`, from the one at the output before its ReLU, [1, h, w,
   * out]: itself a 3x3, pad 1 convolution, with the kernel turned by 180 degrees and its channels swapped.
   */
  inputGradient(gradient: T, gate: Gate<T>): T;
  dispose(): void;
}

/** How a gradient that comes down to a layer is finished: gradient + own where activation > 0, else 0. */
export interface Gate<T> {
  /** The layer's activation after its ReLU, absent at the image. */
  readonly activation?: T | undefined;
  /** The gradient of the losses that tap the layer itself; taken over. */
  readonly own?: T | undefined;
}

/**
 * A loss and its gradient at one tapped array. The loss is absent where it is known by other means, as in a tile, whose
 * losses are computed from sums over all tiles.
 */
export type Term<T, Loss> = (x: T) => { readonly loss?: Loss; readonly gradient: T };

/** Kernels on tfjs's tensors. */
export type TensorKernels = KernelSet<Tensor4D, Scalar>;
