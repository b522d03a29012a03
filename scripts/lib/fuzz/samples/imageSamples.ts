import { big, joined, latin, little, repeated } from '../bytes';

/**
 * Image files up to and with their size, without a picture: what a header reader sees. All are `width` × `height` pixels,
 * 640 × 480 where nothing else is asked for.
 */

export function png(width = 640, height = 480): Uint8Array {
  return joined(
    latin('\x89PNG\r\n\x1a\n'),
    big(4, 13),
    latin('IHDR'),
    big(4, width, height),
    big(1, 8, 6, 0, 0, 0),
  );
}

export const jpegStart = joined(
  big(1, 0xff, 0xd8, 0xff, 0xe0, 0, 16),
  latin('JFIF\0'),
  big(1, 1, 1, 0, 0, 1, 0, 1, 0, 0),
);

export function jpegFrame(width = 640, height = 480): Uint8Array {
  return joined(big(1, 0xff, 0xc0, 0, 11, 8), big(2, height, width), big(1, 1, 1, 0x11, 0));
}

/** A JPEG with other bytes, such as fill bytes, before its frame header. */
export function jpeg(between: Uint8Array = new Uint8Array(0)): Uint8Array {
  return joined(jpegStart, between, jpegFrame());
}

/** A GIF whose screen and first frame have these sides; with a palette, and a comment before the frame. */
export function gif(screen = [640, 480], frame = screen): Uint8Array {
  return joined(
    ...[latin('GIF89a'), little(2, ...screen), big(1, 0x80, 0, 0), new Uint8Array(6)],
    ...[big(1, 0x21, 0xfe, 5), latin('hello'), big(1, 3), latin('you'), big(1, 0)],
    ...[big(1, 0x2c), little(2, 0, 0, ...frame), big(1, 0, 2)],
  );
}

function webp(type: string, payload: Uint8Array): Uint8Array {
  const chunk = joined(latin(type), little(4, payload.length), payload);
  return joined(latin('RIFF'), little(4, chunk.length + 4), latin('WEBP'), chunk);
}

export function webps(): readonly Uint8Array[] {
  return [
    webp('VP8 ', joined(new Uint8Array(3), big(1, 0x9d, 1, 0x2a), little(2, 640, 480))),
    webp('VP8L', joined(big(1, 0x2f), little(4, 639 | (479 << 14)))),
    webp('VP8X', joined(new Uint8Array(4), little(2, 639), big(1, 0), little(2, 479), big(1, 0))),
  ];
}

/** A box of an ISO base media file. */
export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const payload = joined(...content);
  return joined(big(4, payload.length + 8), latin(type), payload);
}

export const avifBrands = box('ftyp', latin('avif'), big(4, 0), latin('avifmif1miaf'));

export function ispe(width = 640, height = 480): Uint8Array {
  return box('ispe', big(4, 0, width, height));
}

/**
 * An AVIF with these properties, the first or the `primary` of which is its primary item's.
 * @param more further boxes between the first two
 */
export function avif(properties = ispe(), primary = 1, more: Uint8Array = new Uint8Array(0)): Uint8Array {
  const associations = box(
    'ipma',
    big(4, 0, 2),
    big(2, 2),
    big(1, 1, 2),
    big(2, 1),
    big(1, 1, 0x80 | primary),
  );
  const parts = [box('pitm', big(4, 0), big(2, 1)), box('iprp', box('ipco', properties), associations)];
  return joined(avifBrands, more, box('meta', big(4, 0), ...parts));
}

/** A BMP with an information header of `headerBytes`: 12 and 64 are OS/2's, 40 and 124 those of Windows. */
export function bmp(headerBytes: number, width = 640, height = 480): Uint8Array {
  const sides = headerBytes === 12 ? little(2, width, height) : little(4, width, height);
  const rest = new Uint8Array(Math.max(0, headerBytes - 4 - sides.length));
  return joined(latin('BM'), little(4, 100, 0, 14 + headerBytes, headerBytes), sides, rest);
}

/** Small files of every format, all 640 × 480. */
export function imageSamples(): readonly Uint8Array[] {
  return [
    ...[png(), jpeg(), gif(), ...webps(), avif(), avif(joined(ispe(64, 48), ispe()), 2)],
    ...[12, 16, 40, 64, 124].map(headerBytes => bmp(headerBytes)),
    bmp(40, 640, -480),
  ];
}

/** Makers of large files that make a careless reader slow: small parts by the hundred thousand, or nothing at all. */
export const slowImages: Readonly<Record<string, () => Uint8Array>> = {
  'AVIF, 100,000 empty boxes': () => avif(ispe(), 1, repeated(box('free'), 1e5)),
  'AVIF, 100,000 properties': () => avif(repeated(box('free'), 1e5)),
  'AVIF, 3,000 boxes in each other': () => joined(avifBrands, nested(3000)),
  'JPEG, 100 MB of zeros': () => withRoom(jpegStart, 1e8),
  'JPEG, 10 million segments': () => joined(jpegStart, repeated(big(1, 0xff, 0xe2, 0, 2), 1e7)),
  'JPEG, 40 MB of fill bytes': () => joined(jpegStart, new Uint8Array(4e7).fill(0xff)),
  'GIF, 40 MB of extensions': () =>
    joined(latin('GIF89a'), new Uint8Array(7), repeated(big(1, 0x21, 0xfe, 1, 1, 0), 8e6)),
  'SVG, 10 MB of openings': () => repeated(latin('<svg <!--'), 1e6),
};

function withRoom(start: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(start);
  return bytes;
}

function nested(depth: number): Uint8Array {
  let inner: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < depth; i++) inner = box('meta', big(4, 0), inner);
  return inner;
}
