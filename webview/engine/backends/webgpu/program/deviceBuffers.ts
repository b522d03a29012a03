import { MemoryAccount } from '../../../support/memoryAccount';

export interface Copy {
  readonly from: GPUBuffer;
  /** Where in `from` it begins, in bytes. */
  readonly offset?: number;
  readonly to: GPUBuffer;
}

/** Makes and destroys a device's buffers that tfjs does not know of, and counts them. */
export class DeviceBuffers {
  readonly account = new MemoryAccount();

  constructor(readonly device: GPUDevice) {}

  make(size: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.device.createBuffer({ size, usage });
    this.account.add(buffer.size, 1);
    return buffer;
  }

  /** Queues copies, each as long as the smaller of what is left of its buffers. */
  copy(copies: readonly Copy[]): void {
    const encoder = this.device.createCommandEncoder();
    for (const { from, offset = 0, to } of copies) {
      encoder.copyBufferToBuffer(from, offset, to, 0, Math.min(from.size - offset, to.size));
    }
    this.device.queue.submit([encoder.finish()]);
  }

  /** A copy of a buffer's first bytes on the processor. */
  async read(buffer: GPUBuffer, bytes: number): Promise<Float32Array> {
    const staging = this.make(bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    try {
      this.copy([{ from: buffer, to: staging }]);
      await staging.mapAsync(GPUMapMode.READ);
      return new Float32Array(staging.getMappedRange().slice(0));
    } finally {
      this.destroy([staging]);
    }
  }

  destroy(buffers: Iterable<GPUBuffer>): void {
    for (const buffer of buffers) {
      buffer.destroy();
      this.account.add(-buffer.size, -1);
    }
  }
}
