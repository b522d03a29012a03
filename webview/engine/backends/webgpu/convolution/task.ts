import type { Gate } from '../../../gradient/kernelSet';
import type { Edges } from '../../../network/edges';
import type { GpuArray } from '../program/recording';

/** A convolution that a variant is to record. */
export interface ConvolutionTask {
  readonly name: string;
  /** [height, width, in]. */
  readonly x: GpuArray;
  /** [height, width, out]; where `gate` has an `own` gradient, it is that array, and the result is added to it. */
  readonly result: GpuArray;
  /** The forward direction's weights: [9, in, out], or transformed for a Winograd tile. */
  readonly weights: GpuArray;
  readonly edges: Edges;
  readonly finish: Forward | Backward;
}

export interface Forward {
  readonly direction: 'forward';
  readonly bias: GpuArray;
}

export interface Backward {
  readonly direction: 'backward';
  readonly gate: Gate<GpuArray>;
}
