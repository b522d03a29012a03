/** Lanczos resampling that gives the same pixels on every platform; browsers' own scalers differ from one another. */

/** Interleaved 8-bit RGBA, sRGB, straight alpha. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  /** width * height * 4 bytes. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Weighs source pixels by their distance from the target pixel, in pixels of the coarser of the two images. */
export interface Filter {
  /** The distance beyond which the weight is 0. */
  readonly radius: number;
  weight(distance: number): number;
}

const lobes = 3;

export const lanczos: Filter = {
  radius: lobes,
  weight: x => {
    if (x === 0) return 1;
    if (Math.abs(x) >= lobes) return 0;
    const t = Math.PI * x;
    return (lobes * Math.sin(t) * Math.sin(t / lobes)) / (t * t);
  },
};

/** Linear interpolation, which never leaves the range of the pixels it weighs. */
export const linear: Filter = { radius: 1, weight: x => Math.max(0, 1 - Math.abs(x)) };

/**
 * Resizes by a separable Lanczos-3 filter, widened when shrinking so that nothing aliases. An image of the wanted size is
 * returned as it is, pixel for pixel. Colours are weighted by alpha, so transparent pixels do not bleed into opaque ones.
 */
export function resample(image: RgbaImage, width: number, height: number): RgbaImage {
  if (image.width === width && image.height === height) return image;
  const rows = resampleRows(premultiply(image), image.width, image.height, width);
  return { width, height, data: unpremultiply(resampleColumns(rows, width, image.height, height)) };
}

function premultiply({ data }: RgbaImage): Float32Array {
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]! / 255;
    out[i] = data[i]! * alpha;
    out[i + 1] = data[i + 1]! * alpha;
    out[i + 2] = data[i + 2]! * alpha;
    out[i + 3] = data[i + 3]!;
  }
  return out;
}

function unpremultiply(pixels: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(pixels.length);
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = Math.min(1, pixels[i + 3]! / 255);
    if (alpha > 0) {
      out[i] = pixels[i]! / alpha;
      out[i + 1] = pixels[i + 1]! / alpha;
      out[i + 2] = pixels[i + 2]! / alpha;
    }
    out[i + 3] = pixels[i + 3]!;
  }
  return out;
}

/**
 * Filters each of `height` rows from `from` to `to` pixels. Sums are rounded to float32 at each step, the same in every engine.
 */
function resampleRows(pixels: Float32Array, from: number, height: number, to: number): Float32Array {
  const out = new Float32Array(to * height * 4);
  const { firsts, ends, weights } = filtersOf(from, to);
  let target = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0, at = 0; x < to; x++) {
      let source = (y * from + firsts[x]!) * 4;
      let red = 0;
      let green = 0;
      let blue = 0;
      let alpha = 0;
      for (const end = ends[x]!; at < end; at++, source += 4) {
        const weight = weights[at]!;
        red = Math.fround(red + weight * pixels[source]!);
        green = Math.fround(green + weight * pixels[source + 1]!);
        blue = Math.fround(blue + weight * pixels[source + 2]!);
        alpha = Math.fround(alpha + weight * pixels[source + 3]!);
      }
      out[target] = red;
      out[target + 1] = green;
      out[target + 2] = blue;
      out[target + 3] = alpha;
      target += 4;
    }
  }
  return out;
}

/** Filters each of `width` columns from `from` to `to` pixels, row by row, so that memory is read in its order. */
function resampleColumns(pixels: Float32Array, width: number, from: number, to: number): Float32Array {
  const length = 4 * width;
  const out = new Float32Array(to * length);
  const { firsts, ends, weights } = filtersOf(from, to);
  for (let y = 0, at = 0; y < to; y++) {
    const sums = out.subarray(y * length, (y + 1) * length); // float32: each step is rounded
    let source = firsts[y]! * length;
    for (const end = ends[y]!; at < end; at++) {
      const weight = weights[at]!;
      for (let i = 0; i < length; i++) sums[i] = sums[i]! + weight * pixels[source++]!;
    }
  }
  return out;
}

/** The filters of all target pixels one after the other: the first source pixel of each, and where its weights end. */
interface Filters {
  readonly firsts: Int32Array;
  readonly ends: Int32Array;
  readonly weights: Float64Array;
}

function filtersOf(from: number, to: number): Filters {
  const filters = Array.from({ length: to }, (_, x) => filterAt(x, from, to, lanczos));
  let end = 0;
  return {
    firsts: Int32Array.from(filters, ({ first }) => first),
    ends: Int32Array.from(filters, ({ weights }) => (end += weights.length)),
    weights: Float64Array.from(filters.flatMap(({ weights }) => weights)),
  };
}

/** The weights of the source pixels under target pixel `x`, cut off at the border and normalised to a sum of 1. */
export function filterAt(
  x: number,
  from: number,
  to: number,
  { radius, weight }: Filter,
): { first: number; weights: number[] } {
  const scale = Math.max(1, from / to);
  const centre = ((x + 0.5) * from) / to - 0.5;
  const first = Math.max(0, Math.ceil(centre - radius * scale));
  const last = Math.min(from - 1, Math.floor(centre + radius * scale));
  const weights: number[] = [];
  for (let i = first; i <= last; i++) weights.push(weight((i - centre) / scale));
  const sum = weights.reduce((a, b) => a + b, 0);
  return { first, weights: weights.map(value => value / sum) };
}
