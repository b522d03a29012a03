import type * as tf from '@tensorflow/tfjs';
import { linearGrid } from './kernel';
import type { GradientScale } from '../shaders/gradientScale';
import type { Plan } from '../tuning/plan';
import { Recording, type GpuArray } from './recording';

/** For small images transformed weights are made anew each time, in a place that must not outgrow all else. */
const defaultPassingWeightBytes = 10e6;

/** A recording in the making: the plan that says which kernels, and where tfjs keeps weights and targets. */
export class Recorder {
  readonly recording = new Recording();

  constructor(
    readonly plan: Plan,
    private readonly bufferOf: (tensor: tf.Tensor) => GPUBuffer,
    /** Whether transformed weights, several times the size of the network, are kept between epochs. */
    readonly keepsWeights: boolean,
    /** Where they are not kept: bytes that one layer's may take while it is computed. */
    readonly passingWeightBytes = defaultPassingWeightBytes,
    /** What gradients are stored times, where their precision asks for it. */
    readonly scale?: GradientScale,
  ) {}

  /** An array of numbers in the stored precision. */
  stored(label: string, ...shape: readonly number[]): GpuArray {
    return this.recording.array(label, shape, this.plan.precision === 'f16' ? 2 : 4);
  }

  /** An array of float32. */
  wide(label: string, ...shape: readonly number[]): GpuArray {
    return this.recording.array(label, shape, 4);
  }

  /** One number for each workgroup of a linear kernel. */
  partials(label: string, items: number): GpuArray {
    const [x, y] = linearGrid(items);
    return this.wide(label, x * y);
  }

  /** A tensor of tfjs, float32, which must outlive the program. */
  tensor(label: string, tensor: tf.Tensor): GpuArray {
    return { ...this.wide(label, ...tensor.shape), buffer: this.bufferOf(tensor) };
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
