import type { Kernel, Workgroup } from './kernel';

/** An array of a recorded program. Where it lies is decided when the recording is done. */
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
  /** Such as the layer's name, for profiles. */
  readonly label: string;
  /** In the order of `kernel.arrays`. */
  readonly arrays: readonly GpuArray[];
  /** In the order of `kernel.parameters`. */
  readonly parameters: readonly number[];
  readonly grid: Workgroup;
  /** Arithmetic operations, where they are worth counting. */
  readonly operations: number;
}

interface Launch {
  readonly label?: string;
  readonly arrays: Readonly<Record<string, GpuArray>>;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly grid: Workgroup;
  readonly operations?: number;
}

/** Takes down a program's launches in order. Nothing is computed, so that a program's memory is known before it is made. */
export class Recording {
  /** Done once, before the first run: weights turned into the form that is wanted. */
  readonly preparation: Dispatch[] = [];
  readonly dispatches: Dispatch[] = [];

  array(label: string, shape: readonly number[], bytesPerElement: number): GpuArray {
    return { label, shape, bytes: shape.reduce((a, b) => a * b, bytesPerElement) };
  }

  /** What a prepared array holds, it holds for good. */
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
