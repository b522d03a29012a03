import { PasticheError } from './errors';
import { avifHeader } from './imageHeader/avif';
import { bmpHeader } from './imageHeader/bmp';
import { gifHeader } from './imageHeader/gif';
import type { HeaderReader, ImageType, PixelSize } from './imageHeader/header';
import { jpegHeader } from './imageHeader/jpeg';
import { otherFormat } from './imageHeader/otherFormats';
import { pngHeader } from './imageHeader/png';
import { webpHeader } from './imageHeader/webp';

/** File extensions, without the dot, that every webview can decode. */
export const imageExtensions = ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'bmp'] as const;

/** Most pixels of an input image: decoding a larger one would take more than half a gigabyte. */
export const maxInputPixels = 2 ** 27;

const readers: readonly HeaderReader[] = [
  pngHeader,
  jpegHeader,
  gifHeader,
  webpHeader,
  avifHeader,
  bmpHeader,
];

/** Size in pixels as the file stores it (before EXIF orientation), and its real type, whatever its name says. */
export interface ImageHeader extends PixelSize {
  readonly type: ImageType;
}

export function isImageName(name: string): boolean {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return (imageExtensions as readonly string[]).includes(extension);
}

/**
 * Reads an image's header, so that a file that cannot work is refused before anything is decoded. It takes milliseconds,
 * whatever the file holds.
 * @throws PasticheError `image`, naming the file and what to do
 */
export function readImageHeader(bytes: Uint8Array, name: string): ImageHeader {
  if (bytes.length === 0) {
    throw new PasticheError('image', `${name} is empty (0 bytes).`, 'Choose another image.');
  }
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = readers.find(one => one.matches(file));
  if (!reader) throw foreign(otherFormat(file), name);
  const header = { type: reader.type, ...sizeBy(reader, file, name) };
  checkPixels(header, name);
  return header;
}

/**
 * Refuses an image with more pixels than can be opened. Asked of the header, and again of the decoded image, which a header
 * may belie.
 * @throws PasticheError `image`, naming the file and both numbers
 */
export function checkPixels({ width, height }: PixelSize, name: string): void {
  if (width * height <= maxInputPixels) return;
  const megapixels = (pixels: number): string => `${Math.round(pixels / 1e6)} megapixels`;
  throw new PasticheError(
    'image',
    `${name} has ${width} × ${height} pixels (${megapixels(width * height)}); ` +
      `at most ${megapixels(maxInputPixels)} can be opened.`,
    'Make a smaller copy first.',
  );
}

function sizeBy(reader: HeaderReader, file: DataView, name: string): PixelSize {
  try {
    const size = reader.sizeOf(file);
    if (size.width > 0 && size.height > 0) return size;
  } catch (cause) {
    throw unreadable(name, cause);
  }
  throw unreadable(name);
}

function foreign(format: string | undefined, name: string): PasticheError {
  if (format === undefined) return unreadable(name);
  return new PasticheError(
    'image',
    `${name} is in ${format} format, which cannot be opened here.`,
    'Convert it to PNG or JPEG first.',
  );
}

function unreadable(name: string, cause?: unknown): PasticheError {
  return new PasticheError(
    'image',
    `${name} is not an image that can be opened: its header is damaged or it is another kind of file.`,
    `Images of these types work: ${imageExtensions.join(', ')}.`,
    { cause },
  );
}
