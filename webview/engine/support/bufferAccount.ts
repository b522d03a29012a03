/**
 * The memory that the engine takes beside tfjs's tensors, on a GPU or for kernels of its own, counted as tfjs counts those. One for all, as tfjs's engine is:
 * what a device holds does not depend on who asked for it.
 */
class OwnBuffers {
  /** Of all that exist, and how many buffers they are. */
  bytes = 0;
  count = 0;
  /** Told after every change. */
  onChange: () => void = () => undefined;

  make(device: GPUDevice, descriptor: GPUBufferDescriptor): GPUBuffer {
    const buffer = device.createBuffer(descriptor);
    this.add(1, buffer.size);
    return buffer;
  }

  destroy(buffer: GPUBuffer): void {
    buffer.destroy();
    this.add(-1, -buffer.size);
  }

  /** Memory that grew, and stays for whoever comes next. */
  grow(bytes: number): void {
    this.add(0, bytes);
  }

  private add(count: number, bytes: number): void {
    this.count += count;
    this.bytes += bytes;
    this.onChange();
  }
}

export const ownBuffers = new OwnBuffers();
