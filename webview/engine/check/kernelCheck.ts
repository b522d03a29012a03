import type { Gate, KernelSet } from '../gradient/kernelSet';
import type { Shaped, Shapes } from '../network/shapes';
import type { ConvolutionVariant } from '../backends/webgpu/tuning/plan';
import type { Reduction } from '../backends/webgpu/shaders/reduction';

/** The inputs of a check: random numbers, the same for every kernel set. `T` is that of `KernelSet`. */
export interface Inputs<T> {
  /** [height, width, 3], packed with a fourth channel of zeros where a kernel set wants that. */
  image(height: number, width: number): T;
  /** [height, width, channels], not negative and about half of it 0, like activations after a ReLU. */
  activation(height: number, width: number, channels: number): T;
  gradient(height: number, width: number, channels: number): T;
  /** An array for weights or targets, of normal numbers times `scale`. */
  array<Shape extends readonly number[]>(scale: number, ...shape: Shape): Shaped<Shape>;
  /** A symmetric matrix, as a Gram matrix is. */
  gram(channels: number): Shapes[2];
  /** A symmetric matrix without negative eigenvalues, as a covariance's square root is. */
  root(channels: number): Shapes[2];
  /** [1, height, width, 1], from 0 to 1. */
  mask(height: number, width: number): Shapes[4];
}

/** What a check computes, to be compared with what the reference computes. */
export interface Results<T, Loss> {
  readonly arrays?: readonly T[];
  /** Arrays of three channels, packed as `Inputs.image` is. */
  readonly images?: readonly T[];
  readonly losses?: readonly Loss[];
}

/** What a check computes: one kernel, or the few that make up one step, on small arrays of odd sizes. */
export interface Computation {
  readonly name: string;
  compute<T, Loss>(kernels: KernelSet<T, Loss, Shapes>, inputs: Inputs<T>): Results<T, Loss>;
}

/** A computation, and the kernels that it tries. */
export interface KernelCheck extends Computation {
  /** The variant and the tiling that the plan is to choose. */
  readonly variant: ConvolutionVariant;
  /** How workgroups add up; `halving` where absent. */
  readonly reduction?: Reduction;
}

/** Which parts the gate of a check has. */
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
