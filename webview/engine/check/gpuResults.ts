import { recordUnpack } from '../backends/webgpu/shaders/elementwise';
import type { DeviceBuffers } from '../backends/webgpu/program/deviceBuffers';
import { linearItem } from '../backends/webgpu/program/kernel';
import { recordReadout } from '../backends/webgpu/shaders/readout';
import { quads, quadsIn, wides, type Recorder } from '../backends/webgpu/program/recorder';
import type { GpuArray } from '../backends/webgpu/program/recording';
import type { Results } from './kernelCheck';

/** Records launches that bring a check's results into buffers of their own, and reads these. */
export class GpuResults {
  private readonly buffers: GPUBuffer[] = [];

  constructor(
    private readonly memory: DeviceBuffers,
    private readonly recorder: Recorder,
    { arrays = [], images = [], losses = [] }: Results<GpuArray, readonly GpuArray[]>,
  ) {
    for (const array of arrays) this.takeArray(array);
    for (const image of images) recordUnpack(recorder, image, this.readable(3 * quadsIn(image)));
    for (const loss of losses) recordReadout(recorder, [loss], this.readable(1));
  }

  /** The numbers of all arrays, then of all images, then of all losses. */
  async read(): Promise<Float32Array[]> {
    return await Promise.all(this.buffers.map(buffer => this.memory.read(buffer, buffer.size)));
  }

  dispose(): void {
    this.memory.destroy(this.buffers);
  }

  /** Records the conversion of stored numbers to float32. */
  private takeArray(x: GpuArray): void {
    const items = quadsIn(x);
    this.recorder.compute({
      name: 'widen',
      parameters: { items },
      reads: { x: quads(x) },
      writes: { result: wides(this.readable(4 * items)) },
      items,
      body: `${linearItem('p.items')}
  result[item] = vec4f(x[item]);`,
    });
  }

  private readable(length: number): GpuArray {
    const buffer = this.memory.make(4 * length, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
    this.buffers.push(buffer);
    return { ...this.recorder.wide('result', length), buffer };
  }
}
