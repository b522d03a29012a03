import { PasticheError } from '../../../src/shared/errors';
import { readImageHeader } from '../../../src/shared/imageFile';
import type { ImageCodec } from './codec';
import { contentInColors, styleInColors } from './colors';
import type { DecodeFitted } from './decodedAhead';
import { decodeFitted } from './decodeFitted';
import { fittedSize, Pyramid, type StyleSource } from './pyramid';
import { resample, type RgbaImage } from './resample';
import type { ExpectedRun, RunRequest, SourceImage } from '../stylizer';

/** Longest side of a picture that takes the content image's own size, px: larger ones exceed what a window's memory holds. */
const largestOutput = 8192;

export interface Pictures {
  /** The content image at the size of the finished picture, in its own colours. */
  readonly content: RgbaImage;
  readonly pyramid: Pyramid;
}

/**
 * Decodes all images of a run and brings them to the recipe's size and colours.
 * @throws PasticheError `image`, naming the file, or `usage` for a weight that is not above 0
 */
export async function openPictures(decode: DecodeFitted, request: RunRequest): Promise<Pictures> {
  const { strokeSize, colors, edges, outputSize } = request.recipe;
  if (outputSize === 'guided' && edges === 'wrap') {
    throw new PasticheError(
      'setting',
      'A seamless picture cannot be enlarged along its content image, which is not seamless.',
      'Set the output size to scale or working, or the edges to reflect.',
    );
  }
  const size = pictureSide(request);
  const seamless = edges === 'wrap';
  const decoded = await decode(request.content, size);
  const { width, height } = fittedSize(decoded, size, seamless);
  const content = resample(decoded, width, height);
  if (isEmpty(content)) {
    throw new PasticheError(
      'image',
      `${request.content.name} is wholly transparent: there is nothing to paint on.`,
      'Choose another image.',
    );
  }

  const decodeStyle = async (source: SourceImage): Promise<RgbaImage> =>
    styleInColors(await decode(source, Math.ceil(size * strokeSize)), content, colors);
  const styles: StyleSource[] = [];
  for (const { image, weight, region } of request.styles) {
    styles.push({
      image: await decodeStyle(image),
      weight: checkedWeight(weight),
      ...(region && { region: resample(await decode(region, size), width, height) }),
    });
  }
  const pyramid = new Pyramid(contentInColors(content, colors), withRest(styles), {
    size,
    strokeSize,
    seamless,
  });
  return { content, pyramid };
}

/** The longest side that images are cut to, px: the content image's own where the last scale has it, else the recipe's. */
export function pictureSide({ recipe: { size, outputSize }, content }: ExpectedRun): number {
  if (outputSize !== 'scale') return size;
  const { width, height } = readImageHeader(content.bytes, content.name);
  return Math.max(size, Math.min(largestOutput, Math.max(width, height)));
}

/** The content image at its own size (up to `largestOutput`), for a picture that is to be enlarged to it. */
export function openFullContent(codec: ImageCodec, { content }: RunRequest): Promise<RgbaImage> {
  return decodeFitted(codec, content, largestOutput);
}

function checkedWeight(weight: number): number {
  if (Number.isFinite(weight) && weight > 0) return weight;
  throw new PasticheError('usage', `The weight of a style must be a number above 0; it is ${weight}.`);
}

function isEmpty({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) return false;
  return true;
}

/** The styles, each with a region once any has one: those without share what the regions leave free. */
function withRest(styles: readonly StyleSource[]): readonly StyleSource[] {
  const regions = [...new Set(styles.flatMap(({ region }) => (region ? [region] : [])))];
  if (regions.length === 0) return styles;
  const rest = complement(regions);
  return styles.map(style => (style.region ? style : { ...style, region: rest }));
}

/** The region that is left beside all others: white less their lightness. All have the same size. */
function complement(regions: readonly RgbaImage[]): RgbaImage {
  const { width, height } = regions[0]!;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i += 4) {
    const taken = regions.reduce(
      (sum, { data: mask }) => sum + ((mask[i]! + mask[i + 1]! + mask[i + 2]!) / 3) * (mask[i + 3]! / 255),
      0,
    );
    data.fill(255 - taken, i, i + 3);
    data[i + 3] = 255;
  }
  return { width, height, data };
}
