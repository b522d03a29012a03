import type { DeviceBuffers } from './deviceBuffers';

/** Buffers for the temporary arrays of several programs, of which only one computes at a time. */
export class BufferPool {
  private readonly buffers: GPUBuffer[] = [];

  constructor(private readonly memory: DeviceBuffers) {}

  /** Buffers of at least these sizes, all different, for one program; another program gets the same ones. */
  claim(sizes: readonly number[]): GPUBuffer[] {
    const free = [...this.buffers];
    return sizes.map(bytes => {
      const fitting = free.filter(({ size }) => size >= bytes).sort((a, b) => a.size - b.size)[0];
      if (fitting) {
        free.splice(free.indexOf(fitting), 1);
        return fitting;
      }
      const buffer = this.memory.make(bytes, GPUBufferUsage.STORAGE);
      this.buffers.push(buffer);
      return buffer;
    });
  }

  dispose(): void {
    this.memory.destroy(this.buffers.splice(0));
  }
}
