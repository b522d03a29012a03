import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { ownBuffers } from '../../support/bufferAccount';

/** Lends the buffers of tfjs's tensors to our own launches, and turns ours into tensors. */
export class TensorBuffers {
  private readonly lent = new Map<tf.Tensor, GPUBuffer>();
  private readonly backend = tf.backend() as WebGPUBackend;

  get device(): GPUDevice {
    return this.backend.device;
  }

  /** A float32 tensor's buffer, for as long as `areCurrent`. */
  lend(tensor: tf.Tensor): GPUBuffer {
    const buffer = this.bufferOf(tensor);
    this.lent.set(tensor, buffer);
    return buffer;
  }

  /** Reading a tensor makes tfjs move it to the processor and reuse its buffer; what was recorded with it is then void. */
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

  /** Sends off what tfjs has queued, so that our own launches come after it. */
  flush(): void {
    this.backend.ensureCommandEncoderReady();
    this.backend.endComputePassEncoder();
    this.backend.submitQueue();
  }

  /** A float32 tensor of tfjs that holds whatever its buffer held before: to be written by a launch or a copy of ours. */
  make<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
    const tensor = this.backend.makeTensorInfo(shape, 'float32');
    this.backend.uploadToGPU(tensor.dataId);
    return tf.engine().makeTensorFromTensorInfo(tensor) as tf.Tensor<R>;
  }

  /** A buffer that can be copied to tensors and from them. */
  makeBuffer(bytes: number): GPUBuffer {
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    return ownBuffers.make(this.device, { size: bytes, usage });
  }
}
