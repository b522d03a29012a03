import { MemoryAccount } from '../../../support/memoryAccount';

/** Makes and destroys a device's buffers that tfjs does not know of, and counts them. */
export class DeviceBuffers {
  readonly account = new MemoryAccount();

  constructor(readonly device: GPUDevice) {}

  make(size: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.device.createBuffer({ size, usage });
    this.account.add(buffer.size, 1);
    return buffer;
  }

  destroy(buffers: Iterable<GPUBuffer>): void {
    for (const buffer of buffers) {
      buffer.destroy();
      this.account.add(-buffer.size, -1);
    }
  }
}
