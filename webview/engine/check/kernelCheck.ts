import type * as tf from '@tensorflow/tfjs';
import type { Gate, KernelSet } from '../gradient/kernelSet';
import type { ConvolutionVariant } from '../backends/webgpu/tuning/plan';
import type { Reduction } from '../backends/webgpu/shaders/reduction';

/** Where a check's numbers come from: random, and the same ones for every kernel set. `T` is as in `KernelSet`. */
export interface Inputs<T> {
  /** [height, width, 3], standing as a fourth channel of zeros wants it. */
  image(height: number, width: number): T;
  /** As after a ReLU: about half of it is 0. */
  activation(height: number, width: number, channels: number): T;
  gradient(height: number, width: number, channels: number): T;
  /** Weights and targets, normal numbers times `scale`. */
  tensor<R extends tf.Rank>(scale: number, ...shape: readonly number[]): tf.Tensor<R>;
  /** A symmetric matrix, as a Gram matrix is. */
  gram(channels: number): tf.Tensor2D;
  /** A symmetric matrix without negative eigenvalues, as a covariance's square root is. */
  root(channels: number): tf.Tensor2D;
  /** [1, height, width, 1], from 0 to 1. */
  mask(height: number, width: number): tf.Tensor4D;
}

/** What a check computes, to be compared with what the reference does. */
export interface Results<T, Loss> {
  readonly arrays?: readonly T[];
  /** Of three channels. */
  readonly images?: readonly T[];
  readonly losses?: readonly Loss[];
}

/** One kernel, or the few that make up one step, on small arrays of odd sizes. */
export interface KernelCheck {
  readonly name: string;
  /** What the plan is to choose. */
  readonly variant: ConvolutionVariant;
  /** By halving where it is not said. */
  readonly reduction?: Reduction;
  compute<T, Loss>(kernels: KernelSet<T, Loss>, inputs: Inputs<T>): Results<T, Loss>;
}

/** Which parts a gate has. */
export interface GateParts {
  readonly activation?: boolean;
  readonly own?: boolean;
}

export function gateOf<T>(
  inputs: Inputs<T>,
  { activation, own }: GateParts,
  shape: readonly [number, number, number],
): Gate<T> {
  return {
    ...(activation && { activation: inputs.activation(...shape) }),
    ...(own && { own: inputs.gradient(...shape) }),
  };
}
