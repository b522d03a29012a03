import type { Kernel, Workgroup } from './kernel';

/** An array of a recorded program. Its place in memory is decided when the recording is complete. */
export interface GpuArray {
  readonly label: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** A buffer that exists already and outlives the program: weights, targets, input and output. */
  readonly buffer?: GPUBuffer;
}

/** One launch of a kernel. */
export interface Dispatch {
  readonly kernel: Kernel;
  /** The launch's name in profiles, such as the layer's. */
  readonly label: string;
  /** The arrays bound, in the order of `kernel.arrays`. */
  readonly arrays: readonly GpuArray[];
  /** The parameters' values, in the order of `kernel.parameters`. */
  readonly parameters: readonly number[];
  readonly grid: Workgroup;
  /** Arithmetic operations, 0 where they are too few to be worth counting. */
  readonly operations: number;
}

interface Launch {
  readonly label?: string;
  readonly arrays: Readonly<Record<string, GpuArray>>;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly grid: Workgroup;
  readonly operations?: number;
}

/** A program's launches in order. Recording computes nothing, so that a program's memory is known before it is made. */
export class Recording {
  /** Launches that run once, before all others: they convert weights to the form that is wanted. */
  readonly preparation: Dispatch[] = [];
  readonly dispatches: Dispatch[] = [];

  get kernels(): Kernel[] {
    return [...this.preparation, ...this.dispatches].map(({ kernel }) => kernel);
  }

  array(label: string, shape: readonly number[], bytesPerElement: number): GpuArray {
    return { label, shape, bytes: shape.reduce((a, b) => a * b, bytesPerElement) };
  }

  /** Records a launch that runs once; the arrays it touches keep what they hold for good. */
  prepare(kernel: Kernel, launch: Launch): void {
    this.preparation.push(dispatchOf(kernel, launch));
  }

  launch(kernel: Kernel, launch: Launch): void {
    this.dispatches.push(dispatchOf(kernel, launch));
  }
}

function dispatchOf(
  kernel: Kernel,
  { label = '', arrays, parameters = {}, grid, operations = 0 }: Launch,
): Dispatch {
  return {
    kernel,
    label,
    arrays: kernel.arrays.map(name => arrays[name]!),
    parameters: kernel.parameters.map(({ name }) => parameters[name]!),
    grid,
    operations,
  };
}
