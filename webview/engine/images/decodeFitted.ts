import { asPasticheError, PasticheError } from '../../../src/shared/errors';
import { readImageHeader } from '../../../src/shared/imageFile';
import type { ImageCodec } from './codec';
import { fitWithin } from '../../../src/shared/fitWithin';
import { resample, type RgbaImage } from './resample';
import type { SourceImage } from '../stylizer';

/**
 * Decodes an image and brings its longest side to at most `maxSide`; a smaller one keeps its exact pixels.
 * @throws PasticheError `image`, naming the file
 */
export async function decodeFitted(
  codec: ImageCodec,
  source: SourceImage,
  maxSide: number,
): Promise<RgbaImage> {
  readImageHeader(source.bytes, source.name);
  const image = await decode(codec, source, maxSide);
  const { width, height } = fitWithin(image.width, image.height, maxSide);
  return resample(image, width, height);
}

async function decode(codec: ImageCodec, source: SourceImage, maxSide: number): Promise<RgbaImage> {
  try {
    return await codec.decode(source, maxSide);
  } catch (thrown) {
    if (thrown instanceof PasticheError) throw thrown;
    throw new PasticheError(
      'image',
      `${source.name} is damaged and cannot be decoded: ${asPasticheError(thrown).message}`,
      'Open it in an image editor and save it again, or choose another image.',
      { cause: thrown },
    );
  }
}
