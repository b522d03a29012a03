import type * as tf from '@tensorflow/tfjs';

/** tfjs's wasm module, as far as its types leave it out. */
interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

const guarded = new WeakSet<Heap>();

/** tfjs takes the null that a full heap answers for an address, and writes over what lies there; this makes it a RangeError. */
export function guardAllocation(backend: tf.KernelBackend): void {
  const { wasm } = backend as tf.KernelBackend & { readonly wasm: Heap };
  if (guarded.has(wasm)) return;
  guarded.add(wasm);
  // At its first call Emscripten's function puts another in its place.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = bytes => {
    // What an address cannot count would wrap around to a small number.
    const address = bytes < 2 ** 32 ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) {
      throw new RangeError(`The WebAssembly heap has no room for another ${bytes} bytes: out of memory.`);
    }
    return address;
  };
}
