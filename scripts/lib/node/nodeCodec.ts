import sharp from 'sharp';
import type { OutputFormat } from '../../../src/shared/messages/output';
import { PasticheError } from '../../../src/shared/errors';
import { checkPixels, maxInputPixels, readImageHeader } from '../../../src/shared/imageFile';
import type { ImageCodec } from '../../../webview/engine/images/codec';
import type { RgbaImage } from '../../../webview/engine/images/resample';
import type { SourceImage } from '../../../webview/engine/stylizer';

/** Reads and writes image files in Node by sharp (libvips). */
export const nodeCodec: ImageCodec = {
  async decode({ bytes, name }: SourceImage): Promise<RgbaImage> {
    if (readImageHeader(bytes, name).type === 'bmp') {
      throw new PasticheError(
        'image',
        `${name} is a BMP, which VS Code opens and the command line does not.`,
        'Convert it to PNG first.',
      );
    }
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    checkPixels({ width, height }, name);
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
