import * as tf from '@tensorflow/tfjs';
import { toWorkingScale, isOpaque } from './workingScale';
import { fitWithin } from '../../../src/shared/fitWithin';
import { resample, type RgbaImage } from './resample';
import type { ScaleImages } from './scaleImages';
import { shaped, type Shapes } from '../network/shapes';

/** A style image, with its weight and the region it is painted in. */
export interface StyleSource {
  readonly image: RgbaImage;
  readonly weight: number;
  /** A mask, white where the style is painted and black where not, stretched over the content image. */
  readonly region?: RgbaImage;
}

export interface PyramidOptions {
  /** Longest side that style images are cut to at the last scale, before the stroke size multiplies it, px; as in the seed. */
  readonly size: number;
  /** How many times as large the style images are shown to the network as the content image is. */
  readonly strokeSize: number;
  /** Whether the picture is to be seamless: every pooling must then halve its sides without a remainder. */
  readonly seamless: boolean;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sides of a seamless picture are multiples of this, px, since the network halves the image four times. */
const seamlessMultiple = 16;

/** Content and style images at every scale of a run. */
export class Pyramid {
  /** Longest side of the content image, px. */
  readonly side: number;

  private readonly isOpaque: boolean;
  /** Whether each style image is opaque. */
  private readonly areOpaque: readonly boolean[];

  /** @param styles at least one */
  constructor(
    private readonly content: RgbaImage,
    private readonly styles: readonly StyleSource[],
    private readonly options: PyramidOptions,
  ) {
    this.side = Math.max(content.width, content.height);
    this.isOpaque = isOpaque(content);
    this.areOpaque = styles.map(({ image }) => isOpaque(image));
  }

  /**
   * The images at a scale, which become the caller's.
   * @param side longest side of the content image, px
   */
  at(side: number): ScaleImages {
    return this.imagesAt(side, tensors);
  }

  /** The shapes of the images that `at` would make; nothing is resampled. */
  shapesAt(side: number): ScaleImages<Shapes[4]> {
    return this.imagesAt(side, shapes);
  }

  private imagesAt<F, X>(side: number, { fitted, colors, opacity, lightness }: Making<F, X>): ScaleImages<X> {
    const size = fittedSize(this.content, side, this.options.seamless);
    const content = fitted(this.content, size);
    const regions = new Map<RgbaImage, X>();
    for (const { region } of this.styles) {
      if (region && !regions.has(region)) regions.set(region, lightness(fitted(region, size)));
    }
    return {
      content: colors(content),
      ...(!this.isOpaque && { contentMask: opacity(content) }),
      styles: this.styles.map(({ image, weight, region }, i) => {
        const style = fitted(image, this.styleSize(image, side));
        return {
          image: colors(style),
          weight,
          ...(!this.areOpaque[i] && { mask: opacity(style) }),
          ...(region && { region: regions.get(region)! }),
        };
      }),
    };
  }

  /** A style image's size at a scale: shrunk as the content image is, enlarged only by a stroke size above 1. */
  private styleSize(style: RgbaImage, side: number): Size {
    const { size, strokeSize } = this.options;
    const limit = Math.round((size * strokeSize * side) / this.side);
    const longest = Math.max(style.width, style.height);
    if (strokeSize <= 1 || longest >= limit) return fitWithin(style.width, style.height, limit);
    const scale = Math.min(limit / longest, strokeSize);
    return { width: Math.round(style.width * scale), height: Math.round(style.height * scale) };
  }
}

/**
 * The size of an image whose longest side is cut to `maxSide`, px.
 * @param seamless whether the picture is to be seamless: its sides are then the nearest multiples of `seamlessMultiple`
 */
export function fittedSize({ width, height }: Size, maxSide: number, seamless: boolean): Size {
  const size = fitWithin(width, height, maxSide);
  if (!seamless) return size;
  const nearest = (length: number): number =>
    Math.max(seamlessMultiple, Math.round(length / seamlessMultiple) * seamlessMultiple);
  return { width: nearest(size.width), height: nearest(size.height) };
}

/** How arrays `X` are made of the images: tensors of their numbers, or shapes of their sizes. */
interface Making<F, X> {
  fitted(image: RgbaImage, size: Size): F;
  /** [1, height, width, 3], in working scale. */
  colors(fitted: F): X;
  /** [1, height, width, 1], as `lightness` is. */
  opacity(fitted: F): X;
  lightness(fitted: F): X;
}

const tensors: Making<RgbaImage, tf.Tensor4D> = {
  fitted: (image, { width, height }) => resample(image, width, height),
  colors: toWorkingScale,
  opacity,
  lightness,
};

const shapes: Making<Size, Shapes[4]> = {
  fitted: (_, size) => size,
  colors: ({ width, height }) => shaped(1, height, width, 3),
  opacity: ({ width, height }) => shaped(1, height, width, 1),
  lightness: ({ width, height }) => shaped(1, height, width, 1),
};

/** An image's alpha channel as [1, height, width, 1], from 0 to 1. */
function opacity({ width, height, data }: RgbaImage): tf.Tensor4D {
  const values = Float32Array.from({ length: width * height }, (_, i) => data[4 * i + 3]! / 255);
  return tf.tensor4d(values, [1, height, width, 1]);
}

/** A mask image as [1, height, width, 1], from 0 (black or transparent) to 1 (white). */
function lightness({ width, height, data }: RgbaImage): tf.Tensor4D {
  const values = Float32Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue, alpha] = data.subarray(4 * i, 4 * i + 4);
    return ((red! + green! + blue!) / 3 / 255) * (alpha! / 255);
  });
  return tf.tensor4d(values, [1, height, width, 1]);
}
