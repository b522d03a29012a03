import type { Kernel } from './kernel';

/** Bytes from one launch's uniforms to the next one's: on every device offsets must be multiples of this. */
export const uniformStride = 256;

export function uniformBytes(launches: number): number {
  return Math.max(1, launches) * uniformStride;
}

/** The bytes of all launches' parameters, each kernel's in its order, `uniformStride` apart. */
export function writeUniforms(
  launches: readonly { readonly kernel: Kernel; readonly parameters: readonly number[] }[],
): ArrayBuffer {
  const bytes = new ArrayBuffer(uniformBytes(launches.length));
  const view = new DataView(bytes);
  for (const [index, { kernel, parameters }] of launches.entries()) {
    for (const [position, value] of parameters.entries()) {
      const offset = index * uniformStride + position * 4;
      if (kernel.parameters[position]!.type === 'f32') view.setFloat32(offset, value, true);
      else view.setUint32(offset, value, true);
    }
  }
  return bytes;
}
