import { imageSize } from 'image-size';
import { PasticheError } from './errors';

/** File extensions, without the dot, that every webview can decode. */
export const imageExtensions = ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'bmp'] as const;

/** Most pixels of an input image: decoding a larger one would take more than half a gigabyte. */
export const maxInputPixels = 2 ** 27;

const decodable = new Set(['png', 'jpg', 'webp', 'avif', 'gif', 'bmp']);

/** Size in pixels as the file stores it (before EXIF orientation), and its real type, whatever its name says. */
export interface ImageHeader {
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

export function isImageName(name: string): boolean {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return (imageExtensions as readonly string[]).includes(extension);
}

/**
 * Reads an image's header, so that a file that cannot work is refused before anything is decoded.
 * @throws PasticheError `image`, naming the file and what to do
 */
export function readImageHeader(bytes: Uint8Array, name: string): ImageHeader {
  if (bytes.length === 0) {
    throw new PasticheError('image', `${name} is empty (0 bytes).`, 'Choose another image.');
  }
  const header = parseHeader(bytes, name);
  if (!decodable.has(header.type)) {
    throw new PasticheError(
      'image',
      `${name} is in ${header.type.toUpperCase()} format, which cannot be opened here.`,
      'Convert it to PNG or JPEG first.',
    );
  }
  if (header.width * header.height > maxInputPixels) {
    const megapixels = (pixels: number): string => `${Math.round(pixels / 1e6)} megapixels`;
    throw new PasticheError(
      'image',
      `${name} has ${header.width} × ${header.height} pixels (${megapixels(header.width * header.height)}); ` +
        `at most ${megapixels(maxInputPixels)} can be opened.`,
      'Make a smaller copy first.',
    );
  }
  return header;
}

function parseHeader(bytes: Uint8Array, name: string): ImageHeader {
  try {
    const { type, width, height } = imageSize(bytes);
    return { type: type ?? 'unknown', width, height };
  } catch (cause) {
    throw new PasticheError(
      'image',
      `${name} is not an image that can be opened: its header is damaged or it is another kind of file.`,
      `Images of these types work: ${imageExtensions.join(', ')}.`,
      { cause },
    );
  }
}
