import { big, joined, latin } from '../bytes';
import { png } from './imageSamples';

/** A PNG chunk; its checksum is left at 0, which no reader here looks at. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  return joined(big(4, data.length), latin(type), data, big(4, 0));
}

/** A PNG without a picture, with these chunks behind its header. */
export function pngOf(...chunks: readonly Uint8Array[]): Uint8Array {
  return joined(png(), big(4, 0), ...chunks, pngChunk('IEND', new Uint8Array(0)));
}
