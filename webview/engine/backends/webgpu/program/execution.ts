import type { BufferPool } from './bufferPool';
import type { DeviceBuffers } from './deviceBuffers';
import { pipelineOf } from './pipelines';
import type { Dispatch, GpuArray, Recording } from './recording';
import { shareBuffers, type SharedBuffer } from './sharedBuffers';
import { uniformBytes, uniformStride, writeUniforms } from './uniforms';

/**
 * The most arithmetic operations in one submission. Windows takes a device away that works for two seconds without a pause,
 * and the desktop stutters long before.
 */
const operationsPerSubmission = 2e10;

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly dispatch: Dispatch;
}

/** The buffers that an execution of a recording makes where it has no pool; known without a device. */
export interface ProgramBuffers {
  /** Those of arrays. */
  readonly shared: readonly SharedBuffer[];
  /** Bytes of all, those of uniforms among them. */
  readonly bytes: number;
}

export function buffersFor(recording: Recording): ProgramBuffers {
  const { preparation, dispatches } = recording;
  const shared = shareBuffers(recording).map(({ bytes, places }) => ({ bytes: roundUp(bytes, 16), places }));
  const uniforms = uniformBytes(preparation.length) + uniformBytes(dispatches.length);
  return { shared, bytes: shared.reduce((sum, { bytes }) => sum + bytes, uniforms) };
}

type RangeOf = (array: GpuArray) => GPUBufferBinding;

/** A recording made real: its buffers, bind groups and pipelines, to be run again and again. */
export class Execution {
  private readonly buffers: GPUBuffer[] = [];
  private readonly steps: readonly Step[];

  /** @param pool holds the arrays that need not outlast a run, in memory shared with other programs */
  constructor(
    private readonly memory: DeviceBuffers,
    recording: Recording,
    pool?: BufferPool,
  ) {
    const rangeOf = this.allocate(recording, pool);
    this.steps = this.makeSteps(recording.dispatches, rangeOf);
    this.queue(this.makeSteps(recording.preparation, rangeOf));
  }

  /** Queues one run; nothing is waited for. */
  run(): void {
    this.queue(this.steps);
  }

  dispose(): void {
    this.memory.destroy(this.buffers.splice(0));
  }

  private makeSteps(dispatches: readonly Dispatch[], rangeOf: RangeOf): Step[] {
    const uniforms = this.makeUniforms(dispatches);
    return dispatches.map((dispatch, index) => {
      const pipeline = pipelineOf(this.memory.device, dispatch.kernel);
      return { pipeline, dispatch, bindings: this.bind(pipeline, dispatch, rangeOf, uniforms, index) };
    });
  }

  private queue(steps: readonly Step[]): void {
    let operations = 0;
    let from = 0;
    for (const [index, { dispatch }] of steps.entries()) {
      operations += dispatch.operations;
      if (operations < operationsPerSubmission && index + 1 < steps.length) continue;
      this.submit(steps.slice(from, index + 1));
      operations = 0;
      from = index + 1;
    }
  }

  private submit(steps: readonly Step[]): void {
    const encoder = this.memory.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, bindings, dispatch } of steps) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(...dispatch.grid);
    }
    pass.end();
    this.memory.device.queue.submit([encoder.finish()]);
  }

  private allocate(recording: Recording, pool: BufferPool | undefined): RangeOf {
    const ranges = new Map<GpuArray, GPUBufferBinding>();
    const prepared = new Set(recording.preparation.flatMap(({ arrays }) => arrays));
    const { shared } = buffersFor(recording);
    const passing = pool
      ? shared.filter(({ places }) => !places.some(({ array }) => prepared.has(array)))
      : [];
    const pooled = pool?.claim(passing.map(({ bytes }) => bytes)) ?? [];
    for (const { bytes, places } of shared) {
      const index = passing.findIndex(other => other.places === places);
      const buffer = pooled[index] ?? this.buffer(bytes, GPUBufferUsage.STORAGE);
      for (const { array, offset } of places) ranges.set(array, { buffer, offset });
    }
    return array => (array.buffer ? { buffer: array.buffer } : ranges.get(array)!);
  }

  private makeUniforms(dispatches: readonly Dispatch[]): GPUBuffer {
    const bytes = writeUniforms(dispatches);
    const uniforms = this.buffer(bytes.byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    this.memory.device.queue.writeBuffer(uniforms, 0, bytes);
    return uniforms;
  }

  private bind(
    pipeline: GPUComputePipeline,
    { kernel, arrays }: Dispatch,
    rangeOf: RangeOf,
    uniforms: GPUBuffer,
    index: number,
  ): GPUBindGroup {
    const entries: GPUBindGroupEntry[] = arrays.map((array, position) => ({
      binding: position + 1,
      resource: { ...rangeOf(array), size: roundUp(array.bytes, 4) },
    }));
    if (kernel.parameters.length > 0) {
      const size = roundUp(4 * kernel.parameters.length, 16);
      entries.push({ binding: 0, resource: { buffer: uniforms, offset: index * uniformStride, size } });
    }
    return this.memory.device.createBindGroup({
      label: kernel.name,
      layout: pipeline.getBindGroupLayout(0),
      entries,
    });
  }

  private buffer(bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.memory.make(bytes, usage);
    this.buffers.push(buffer);
    return buffer;
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
