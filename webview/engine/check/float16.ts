import { setFloat16 } from '@petamoriken/float16';

/** The IEEE 754 half precision numbers nearest to `values`, as bits for a GPU's buffer: not every browser has an array of them. */
export function halfBits(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length);
  const view = new DataView(bits.buffer);
  // WebGPU's buffers are little-endian, as is every processor on which it runs.
  values.forEach((value, index) => setFloat16(view, 2 * index, value, true));
  return bits;
}
