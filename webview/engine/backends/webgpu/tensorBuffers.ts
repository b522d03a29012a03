import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Shaped } from '../../network/shapes';
import type { DeviceBuffers } from './program/deviceBuffers';

/** Gives our own launches the buffers of tfjs's tensors, and makes tensors for them to write. */
export class TensorBuffers {
  private readonly lent = new Map<tf.Tensor, GPUBuffer>();
  private readonly backend = tf.backend() as WebGPUBackend;

  constructor(private readonly memory: DeviceBuffers) {}

  /**
   * The buffer of a float32 tensor among weights or targets, which may be used as long as `areCurrent` is true.
   * @throws Error for a shape without numbers, which only a plan is made of
   */
  lend(tensor: Shaped): GPUBuffer {
    if (!(tensor instanceof tf.Tensor)) throw new Error('A plan was recorded where numbers are needed.');
    const buffer = this.bufferOf(tensor);
    this.lent.set(tensor, buffer);
    return buffer;
  }

  /**
   * Whether all lent buffers are still their tensors'. Reading a tensor makes tfjs move it to the processor and reuse its
   * buffer, and a recording that uses the buffer must then be made again.
   */
  areCurrent(): boolean {
    return [...this.lent].every(
      ([tensor, buffer]) => this.backend.tensorMap.get(tensor.dataId)?.resource === buffer,
    );
  }

  bufferOf(tensor: tf.Tensor): GPUBuffer {
    this.backend.uploadToGPU(tensor.dataId);
    const { resource } = this.backend.tensorMap.get(tensor.dataId);
    return resource as GPUBuffer;
  }

  /** Submits what tfjs has queued, so that our own launches come after it. */
  flush(): void {
    this.backend.ensureCommandEncoderReady();
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
  }

  /** A float32 tensor of tfjs whose numbers are undefined: a launch or a copy of ours is to write them. */
  make<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    const tensor = this.backend.makeTensorInfo(shape, 'float32');
    this.backend.uploadToGPU(tensor.dataId);
    return tf.engine().makeTensorFromTensorInfo(tensor) as tf.Tensor<R>;
  }

  /**
   * A copy of a float32 tensor's numbers, which leaves the tensor where it is: tfjs's own reading would move it to the
   * processor, and would not see what a launch then writes in place.
   */
  async read(tensor: tf.Tensor): Promise<Float32Array> {
    const source = this.bufferOf(tensor);
    this.flush();
    return await this.memory.read(source, 4 * tensor.size);
  }

  /** A buffer that can be copied to tensors and from them. */
  makeBuffer(bytes: number): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return this.memory.make(bytes, usage);
  }
}
