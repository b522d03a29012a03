import { hasText, type HeaderReader, type PixelSize } from './header';

/** Offset of the first chunk's payload, behind the headers of the file and of the chunk. */
const payload = 20;

/** WebP: its first chunk is VP8X, VP8L or VP8. https://developers.google.com/speed/webp/docs/riff_container */
export const webpHeader: HeaderReader = {
  type: 'webp',
  matches: file => hasText(file, 0, 'RIFF') && hasText(file, 8, 'WEBP'),
  sizeOf(file) {
    if (hasText(file, 12, 'VP8X')) return extended(file);
    if (hasText(file, 12, 'VP8L')) return lossless(file);
    if (hasText(file, 12, 'VP8 ')) return lossy(file);
    throw new Error('The first chunk holds no image.');
  },
};

/** The canvas, which holds all frames: its sides less 1, 24 bits each. */
function extended(file: DataView): PixelSize {
  const side = (offset: number): number =>
    1 + file.getUint16(offset, true) + 0x10000 * file.getUint8(offset + 2);
  return { width: side(payload + 4), height: side(payload + 7) };
}

/** The sides less 1, 14 bits each, behind a signature. */
function lossless(file: DataView): PixelSize {
  if (file.getUint8(payload) !== 0x2f) throw new Error('The lossless image has no signature.');
  const bits = file.getUint32(payload + 1, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

/** The sides, 14 bits each; the two bits above tell how a player may scale them, and are ignored by browsers. */
function lossy(file: DataView): PixelSize {
  if (!hasText(file, payload + 3, '\x9d\x01\x2a')) throw new Error('The lossy image has no start code.');
  const side = (offset: number): number => file.getUint16(offset, true) & 0x3fff;
  return { width: side(payload + 6), height: side(payload + 8) };
}
