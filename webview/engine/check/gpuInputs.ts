import type { Shaped } from '../network/shapes';
import { packKernel } from '../backends/webgpu/shaders/elementwise';
import type { Precision } from '../gradient/precision';
import { linearGrid } from '../backends/webgpu/program/kernel';
import type { Recorder } from '../backends/webgpu/program/recorder';
import type { GpuArray } from '../backends/webgpu/program/recording';
import { DrawnInputs } from './drawnInputs';
import { halfBits } from './float16';

/** A check's random numbers in buffers of a device. */
export class GpuInputs extends DrawnInputs<GpuArray> {
  private readonly given = new Map<Shaped, GPUBuffer>();
  private readonly buffers: GPUBuffer[] = [];
  private recorder!: Recorder;

  constructor(
    private readonly device: GPUDevice,
    seed: number,
    precision: Precision,
  ) {
    super(seed, precision);
  }

  /** Sets the recorder, before anything is drawn. The constructor cannot: the recorder asks this object for buffers. */
  recordWith(recorder: Recorder): void {
    this.recorder = recorder;
  }

  bufferOf(array: Shaped): GPUBuffer {
    return this.given.get(array)!;
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }

  protected takeImage(values: Float32Array, height: number, width: number): GpuArray {
    const items = height * width;
    const image = { ...this.recorder.wide('image', 3 * items), buffer: this.upload(values) };
    const result = this.recorder.stored('packed image', height, width, 4);
    this.recorder.recording.launch(packKernel(this.precision), {
      arrays: { image, result },
      parameters: { items },
      grid: linearGrid(items),
    });
    return result;
  }

  protected takeArray(values: Float32Array, height: number, width: number, channels: number): GpuArray {
    const numbers = this.precision === 'f16' ? halfBits(values) : values;
    return { ...this.recorder.stored('input', height, width, channels), buffer: this.upload(numbers) };
  }

  protected takeGiven(array: Shaped, values: Float32Array): void {
    this.given.set(array, this.upload(values));
  }

  private upload(numbers: Float32Array | Uint16Array): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const buffer = this.device.createBuffer({ size: Math.ceil(numbers.byteLength / 16) * 16, usage });
    this.device.queue.writeBuffer(buffer, 0, numbers as Float32Array<ArrayBuffer>);
    this.buffers.push(buffer);
    return buffer;
  }
}
