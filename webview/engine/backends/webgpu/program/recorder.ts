import type { Shaped } from '../../../network/shapes';
import { defineKernel, linearGrid, type Elements, type Workgroup } from './kernel';
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

/** An array as a kernel sees it. */
type Bound = readonly [array: GpuArray, elements: Elements];

/** A kernel that is launched in one place, together with what it is launched on. */
interface Computation {
  readonly name: string;
  /** The launch's name in profiles, such as the layer's. */
  readonly label?: string;
  readonly subgroups?: boolean;
  /** The kernel's u32 parameters. */
  readonly parameters?: Readonly<Record<string, number>>;
  /** The kernel's f32 parameters. */
  readonly factors?: Readonly<Record<string, number>>;
  readonly reads?: Readonly<Record<string, Bound>>;
  readonly writes: Readonly<Record<string, Bound>>;
  /** WGSL, as in `KernelSource`. */
  readonly declarations?: string;
  readonly body: string;
  /** Invocations, in a linear grid; one workgroup where absent. */
  readonly items?: number;
  /** Whether it runs once, before all others, and the arrays keep what they hold for good. */
  readonly once?: boolean;
}

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

  /** Records a kernel in linear workgroups and its launch. Only a kernel of stored quads depends on the precision. */
  compute(computation: Computation): void {
    const { label, parameters = {}, factors = {}, reads = {}, writes, items, once, ...source } = computation;
    const bound = { ...reads, ...writes };
    const isStored = Object.values(bound).some(([, elements]) => elements === 'quads');
    const kernel = defineKernel({
      ...source,
      precision: isStored ? this.plan.precision : 'f32',
      parameters: Object.keys(parameters),
      factors: Object.keys(factors),
      reads: mapped(reads, ([, elements]) => elements),
      writes: mapped(writes, ([, elements]) => elements),
    });
    this.recording[once ? 'prepare' : 'launch'](kernel, {
      ...(label !== undefined && { label }),
      arrays: mapped(bound, ([array]) => array),
      parameters: { ...parameters, ...factors },
      grid: items === undefined ? oneWorkgroup : linearGrid(items),
    });
  }
}

const oneWorkgroup: Workgroup = [1, 1, 1];

function mapped<X, Y>(record: Readonly<Record<string, X>>, map: (value: X) => Y): Record<string, Y> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** An array of the stored precision, read or written four channels at a time. */
export const quads = (array: GpuArray): Bound => [array, 'quads'];
/** An array of float32, four at a time. */
export const wides = (array: GpuArray): Bound => [array, 'wides'];
/** An array of float32, one at a time. */
export const floats = (array: GpuArray): Bound => [array, 'floats'];

/** [height, width, channels] of an activation or gradient. */
export function shapeOf({ shape }: GpuArray): readonly [height: number, width: number, channels: number] {
  return shape as [number, number, number];
}

/** How many quads, of four numbers each, an array holds. */
export function quadsIn({ shape }: GpuArray): number {
  return shape.reduce((a, b) => a * b, 1) / 4;
}
