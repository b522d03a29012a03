import type * as tf from '@tensorflow/tfjs';

/** What this file needs of tfjs's wasm module and tfjs's own types leave out. */
interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const guarded = new WeakSet<Heap>();

/** Makes a full heap throw a RangeError. tfjs would take the allocator's null pointer for an address, and write there. */
export function guardAllocation(backend: tf.KernelBackend): void {
  const { wasm } = backend as tf.KernelBackend & { readonly wasm: Heap };
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  // Emscripten's `_malloc` replaces itself at its first call, and would replace the guard too: so it is called once before.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = bytes => {
    // A size of 2^32 bytes or more would wrap around to a small one in the 32-bit argument.
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) {
      throw new RangeError(`The WebAssembly heap has no room for another ${bytes} bytes: out of memory.`);
    }
    return address;
  };
}
