import { ownBuffers } from '../../ownBuffers';
import { relaxedSimdBinary, simdBinary } from './binaries';

/** What assembly/ exports; pointers are byte addresses. */
interface KernelExports {
  packPanels(source: number, rows: number, columns: number, result: number): void;
  multiply(left: number, right: number, rows: number, depth: number, columns: number, result: number): void;
  addGram(panels: number, rows: number, columns: number, gram: number): void;
  mirror(matrix: number, size: number): void;
  transformWeights(kernel: number, depth: number, outputs: number, scratch: number, result: number): void;
  transformInput(
    band: number,
    tilesDown: number,
    tilesAcross: number,
    depth: number,
    tiles: number,
    scratch: number,
    result: number,
  ): void;
  multiplyTransforms(
    left: number,
    right: number,
    tiles: number,
    depth: number,
    outputs: number,
    result: number,
  ): void;
  finishForward(
    products: number,
    tiles: number,
    tilesAcross: number,
    outputs: number,
    bias: number,
    scratch: number,
    height: number,
    width: number,
    result: number,
  ): void;
  finishBackward(
    products: number,
    tiles: number,
    tilesAcross: number,
    outputs: number,
    own: number,
    activation: number,
    scratch: number,
    height: number,
    width: number,
    result: number,
  ): void;
}

const pageBytes = 65_536;

/** The compiled kernels with a memory of their own. It holds nothing from one call to the next. */
export class KernelModule {
  readonly kernels: KernelExports;
  private readonly memory = new WebAssembly.Memory({ initial: 1 });

  constructor(binary: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(binary, { env: { memory: this.memory } });
    this.kernels = exports as unknown as KernelExports;
  }

  /**
   * Room for arrays of so many floats each, one after the other.
   * @returns the byte address of each, and a view of the whole memory that is good until the next call
   * @throws RangeError when the machine has no more memory
   */
  reserve<Name extends string>(
    lengths: Readonly<Record<Name, number>>,
  ): { readonly floats: Float32Array; readonly at: Readonly<Record<Name, number>> } {
    const { at, bytes } = layOut(lengths);
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) {
      this.memory.grow(missing);
      ownBuffers.grow(missing * pageBytes);
    }
    return { floats: new Float32Array(this.memory.buffer), at };
  }
}

/** Byte addresses of arrays of so many floats each, and of what follows the last. */
export function layOut<Name extends string>(
  lengths: Readonly<Record<Name, number>>,
): { readonly at: Readonly<Record<Name, number>>; readonly bytes: number } {
  let bytes = 0;
  const at: Record<string, number> = {};
  for (const [name, length] of Object.entries<number>(lengths)) {
    at[name] = bytes;
    // Vectors are read fastest where they are aligned.
    bytes += Math.ceil(length / 4) * 16;
  }
  return { at: at as Record<Name, number>, bytes };
}

let shared: KernelModule | null | undefined;

/** The kernels for this machine, undefined where it has no vectors. A thread computes one thing at a time, so it has one. */
export function kernelModule(): KernelModule | undefined {
  shared ??= load();
  return shared ?? undefined;
}

function load(): KernelModule | null {
  for (const binary of [relaxedSimdBinary, simdBinary]) {
    const bytes = Uint8Array.from(atob(binary), character => character.charCodeAt(0));
    if (WebAssembly.validate(bytes)) return new KernelModule(new WebAssembly.Module(bytes));
  }
  return null;
}
