import type { Shaped } from '../network/shapes';
import { recordPack } from '../backends/webgpu/shaders/elementwise';
import type { Precision } from '../gradient/precision';
import type { DeviceBuffers } from '../backends/webgpu/program/deviceBuffers';
import type { Recorder } from '../backends/webgpu/program/recorder';
import type { GpuArray } from '../backends/webgpu/program/recording';
import { DrawnInputs } from './drawnInputs';
import { setFloat16 } from '@petamoriken/float16';

/** A check's random numbers in buffers of a device. */
export class GpuInputs extends DrawnInputs<GpuArray> {
  private readonly given = new Map<Shaped, GPUBuffer>();
  private readonly buffers: GPUBuffer[] = [];
  private recorder!: Recorder;

  constructor(
    private readonly memory: DeviceBuffers,
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
    this.memory.destroy(this.buffers);
  }

  protected takeImage(values: Float32Array, height: number, width: number): GpuArray {
    const image = { ...this.recorder.wide('image', 3 * height * width), buffer: this.upload(values) };
    return recordPack(this.recorder, image, height, width);
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
    const buffer = this.memory.make(Math.ceil(numbers.byteLength / 16) * 16, usage);
    this.memory.device.queue.writeBuffer(buffer, 0, numbers as Float32Array<ArrayBuffer>);
    this.buffers.push(buffer);
    return buffer;
  }
}

/** The IEEE 754 half precision numbers nearest to `values`, as bits for a GPU's buffer: not every browser has an array of them. */
export function halfBits(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length);
  const view = new DataView(bits.buffer);
  // WebGPU's buffers are little-endian, as is every processor on which it runs.
  values.forEach((value, index) => setFloat16(view, 2 * index, value, true));
  return bits;
}
