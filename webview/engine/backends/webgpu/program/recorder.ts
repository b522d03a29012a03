import type { Shaped } from '../../../network/shapes';
import { linearGrid } from './kernel';
import type { Plan } from '../tuning/plan';
import { Recording, type GpuArray } from './recording';

/** Bytes that a layer's transformed weights may take where they are made anew in each epoch: all layers share that memory. */
const defaultPassingWeightBytes = 10e6;

/** The scale that stored gradients are multiplied by, as kernels use it. */
export interface StoredScale {
  /** The scale, and the reciprocal of the scale that the evaluation used. */
  readonly factors: GpuArray;
  /** Records that a gradient's magnitude counts for the next evaluation's scale. */
  recordLargest(recorder: Recorder, x: GpuArray): void;
}

/** Finds the buffer of an array that a network or targets are made of: a tensor's, or none where the memory is only counted. */
export type BufferOf = (array: Shaped) => GPUBuffer;

/** A recording in the making, with the plan that chooses its kernels and access to weights and targets. */
export class Recorder {
  readonly recording = new Recording();

  constructor(
    readonly plan: Plan,
    private readonly bufferOf: BufferOf,
    /** Whether transformed weights, several times the size of the network, are kept between epochs. */
    readonly keepsWeights: boolean,
    /** Bytes that one layer's transformed weights may take where they are not kept. */
    readonly passingWeightBytes = defaultPassingWeightBytes,
    /** The scale that stored gradients are multiplied by, where their precision asks for one. */
    readonly scale?: StoredScale,
  ) {}

  /** An array of numbers in the stored precision. */
  stored(label: string, ...shape: readonly number[]): GpuArray {
    return this.recording.array(label, shape, this.plan.precision === 'f16' ? 2 : 4);
  }

  /** An array of float32. */
  wide(label: string, ...shape: readonly number[]): GpuArray {
    return this.recording.array(label, shape, 4);
  }

  /** An array with one float32 for each workgroup of a linear kernel. */
  partials(label: string, items: number): GpuArray {
    const [x, y] = linearGrid(items);
    return this.wide(label, x * y);
  }

  /** An array of the network or the targets, float32, which must outlive the program. */
  given(label: string, array: Shaped): GpuArray {
    return { ...this.wide(label, ...array.shape), buffer: this.bufferOf(array) };
  }
}

/** [height, width, channels] of an activation or gradient. */
export function shapeOf({ shape }: GpuArray): readonly [height: number, width: number, channels: number] {
  return shape as [number, number, number];
}

/** How many quads, of four numbers each, an array holds. */
export function quadsIn({ shape }: GpuArray): number {
  return shape.reduce((a, b) => a * b, 1) / 4;
}
