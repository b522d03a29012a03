/**
 * The memory that the engine takes beside tfjs's tensors, on a GPU or for kernels of its own, counted as tfjs counts its
 * tensors. There is one account for all, as there is one tfjs engine: what a device holds does not depend on who asked for
 * it.
 */
class OwnBuffers {
  /** Bytes held now. */
  bytes = 0;
  /** GPU buffers held now. */
  count = 0;
  /** Called after every change. */
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

  /** Counts memory that grew and is never given back, as WebAssembly's is: whoever comes next uses it. */
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
