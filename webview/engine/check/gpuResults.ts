import { recordUnpack } from '../backends/webgpu/shaders/elementwise';
import { linearItem } from '../backends/webgpu/program/kernel';
import { recordReadout } from '../backends/webgpu/shaders/readout';
import { quads, quadsIn, wides, type Recorder } from '../backends/webgpu/program/recorder';
import type { GpuArray } from '../backends/webgpu/program/recording';
import type { Results } from './kernelCheck';

/** Records launches that bring a check's results into buffers of their own, and reads these. */
export class GpuResults {
  private readonly buffers: GPUBuffer[] = [];

  constructor(
    private readonly device: GPUDevice,
    private readonly recorder: Recorder,
    { arrays = [], images = [], losses = [] }: Results<GpuArray, readonly GpuArray[]>,
  ) {
    for (const array of arrays) this.takeArray(array);
    for (const image of images) recordUnpack(recorder, image, this.readable(3 * quadsIn(image)));
    for (const loss of losses) recordReadout(recorder, [loss], this.readable(1));
  }

  /** The numbers of all arrays, then of all images, then of all losses. */
  async read(): Promise<Float32Array[]> {
    const results: Float32Array[] = [];
    for (const buffer of this.buffers) {
      const { size } = buffer;
      const copy = this.device.createBuffer({
        size,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, copy, 0, size);
      this.device.queue.submit([encoder.finish()]);
      await copy.mapAsync(GPUMapMode.READ);
      results.push(new Float32Array(copy.getMappedRange().slice(0)));
      copy.destroy();
    }
    return results;
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
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
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
    const buffer = this.device.createBuffer({ size: 4 * length, usage });
    this.buffers.push(buffer);
    return { ...this.recorder.wide('result', length), buffer };
  }
}
