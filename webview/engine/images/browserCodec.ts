import { PasticheError } from '../../../src/shared/errors';
import { checkPixels } from '../../../src/shared/imageFile';
import type { OutputFormat } from '../../../src/shared/messages/output';
import type { ImageCodec } from './codec';
import { fitWithin } from '../../../src/shared/fitWithin';
import type { RgbaImage } from './resample';
import type { SourceImage } from '../stylizer';

/** The most pixels that are read back at full size: more would cost more memory than a worker should ask for. */
const readablePixels = 2 ** 24;

/** Decodes and encodes image files by the browser's own decoders and encoders. */
export const browserCodec: ImageCodec = {
  async decode({ bytes, name }: SourceImage, maxSide: number): Promise<RgbaImage> {
    let bitmap = await createImageBitmap(new Blob([bytes.slice()]), {
      imageOrientation: 'from-image',
      colorSpaceConversion: 'default', // the file's colour profile is followed
    });
    try {
      checkPixels(bitmap, name);
      if (bitmap.width * bitmap.height > readablePixels) bitmap = await shrink(bitmap, 2 * maxSide);
      const context = contextOf(bitmap.width, bitmap.height);
      context.drawImage(bitmap, 0, 0);
      const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return { width, height, data: new Uint8ClampedArray(data) };
    } finally {
      bitmap.close();
    }
  },

  async encodeLossy({ width, height, data }: RgbaImage, format: OutputFormat): Promise<Uint8Array> {
    const context = contextOf(width, height);
    context.putImageData(new ImageData(data, width, height), 0, 0);
    const type = `image/${format.type}`;
    const blob = await context.canvas.convertToBlob({ type, quality: format.quality / 100 });
    // A browser that cannot write a type silently writes PNG instead.
    if (blob.type !== type) {
      throw new PasticheError(
        'output',
        `${format.type.toUpperCase()} cannot be written here.`,
        'Choose PNG in pastiche.output.format.',
      );
    }
    return new Uint8Array(await blob.arrayBuffer());
  },
};

async function shrink(bitmap: ImageBitmap, maxSide: number): Promise<ImageBitmap> {
  const { width, height } = fitWithin(bitmap.width, bitmap.height, maxSide);
  const smaller = await createImageBitmap(bitmap, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  });
  bitmap.close();
  return smaller;
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    willReadFrequently: true,
    colorSpace: 'srgb',
  });
  if (!context) throw new PasticheError('memory', `No memory for an image of ${width} × ${height} pixels.`);
  return context;
}
