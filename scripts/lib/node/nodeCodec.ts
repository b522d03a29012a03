import sharp from 'sharp';
import type { OutputFormat } from '../../../src/shared/messages/output';
import { maxInputPixels } from '../../../src/shared/imageFile';
import type { ImageCodec } from '../../../webview/engine/images/codec';
import type { RgbaImage } from '../../../webview/engine/images/resample';

/** Reads and writes image files in Node by sharp (libvips). */
export const nodeCodec: ImageCodec = {
  async decode(bytes: Uint8Array): Promise<RgbaImage> {
    const { data, info } = await sharp(bytes, { limitInputPixels: maxInputPixels, failOn: 'error' })
      .rotate() // Turns it upright by its EXIF orientation.
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
  },

  async encodeLossy(
    { width, height, data }: RgbaImage,
    { type, quality }: OutputFormat,
  ): Promise<Uint8Array> {
    const image = sharp(data, { raw: { width, height, channels: 4 } });
    const encoded = type === 'webp' ? image.webp({ quality }) : image.removeAlpha().jpeg({ quality });
    return new Uint8Array(await encoded.toBuffer());
  },
};
