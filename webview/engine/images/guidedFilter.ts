import { luminanceWeights } from './colors';
import type { RgbaImage } from './resample';

/** Radius of the windows in which the change is taken to be linear in the content image's luminance, px. */
const radius = 4;
/** Variance of luminance, in grey levels squared, well below which a window counts as flat: there the slope goes to 0. */
const flatness = 8 ** 2;

/**
 * A picture at the full size of its content image. What is enlarged is the difference between the two: its part that is
 * linear in the content image's luminance is evaluated at full size, so that it ends at the content image's edges, and the
 * rest is enlarged smoothly. The content image's own detail stays beneath.
 * This is the fast guided filter (He & Sun, arXiv:1505.00996) with the content image as its guide, but for the residual
 * that the filter would smooth away: it is kept here, since it is brush strokes.
 * @param content the content image at the picture's size
 * @param full the content image at its own size, whose alpha channel the result takes
 */
export function enlargeGuided(picture: RgbaImage, content: RgbaImage, full: RgbaImage): RgbaImage {
  const { slopes, offsets } = linearModel(picture, content);
  const { width, height, data } = full;
  const out = new Uint8ClampedArray(data.length);
  const across = cubicTaps(picture.width, width);
  const down = cubicTaps(picture.height, height);
  for (let y = 0; y < height; y++) {
    const slopeRow = rowOf(slopes, picture.width, down[y]!);
    const offsetRow = rowOf(offsets, picture.width, down[y]!);
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const guide = luminanceAt(data, at);
      for (let c = 0; c < 3; c++) {
        const change = sample(slopeRow, across[x]!, c) * guide + sample(offsetRow, across[x]!, c);
        out[at + c] = data[at + c]! + change;
      }
      out[at + 3] = data[at + 3]!;
    }
  }
  return { width, height, data: out };
}

/**
 * The slopes and offsets by which change = slope * luminance + offset, three channels a pixel of the picture; an offset
 * includes the residual. Pixels weigh by their alpha, so that transparent ones have no say.
 */
function linearModel(
  picture: RgbaImage,
  content: RgbaImage,
): { slopes: Float32Array; offsets: Float32Array } {
  const { width, height } = picture;
  const pixels = width * height;
  const plane = (value: (i: number) => number): Float32Array =>
    Float32Array.from({ length: pixels }, (_, i) => value(i));
  const mean = (values: Float32Array): Float32Array => boxSums(values, width, height);

  const weight = plane(i => content.data[4 * i + 3]! / 255);
  const guide = plane(i => luminanceAt(content.data, 4 * i));
  const weights = mean(weight);
  const weighted = (values: Float32Array): Float32Array => {
    const sums = mean(values.map((value, i) => value * weight[i]!));
    return sums.map((sum, i) => (weights[i]! > 0 ? sum / weights[i]! : 0));
  };
  const guideMean = weighted(guide);
  const guideSquares = weighted(guide.map(value => value * value));

  const slopes = new Float32Array(3 * pixels);
  const offsets = new Float32Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    const change = plane(i => picture.data[4 * i + c]! - content.data[4 * i + c]!);
    const changeMean = weighted(change);
    const products = weighted(change.map((value, i) => value * guide[i]!));
    const slope = products.map((product, i) => {
      const variance = guideSquares[i]! - guideMean[i]! ** 2;
      return (product - changeMean[i]! * guideMean[i]!) / (Math.max(0, variance) + flatness);
    });
    const meanSlope = weighted(slope);
    const meanOffset = weighted(changeMean.map((value, i) => value - slope[i]! * guideMean[i]!));
    for (let i = 0; i < pixels; i++) {
      const smooth = meanSlope[i]! * guide[i]! + meanOffset[i]!;
      slopes[3 * i + c] = meanSlope[i]!;
      offsets[3 * i + c] = meanOffset[i]! + weight[i]! * (change[i]! - smooth);
    }
  }
  return { slopes, offsets };
}

/** The sums over the window around each pixel, cut off at the image's edges. */
function boxSums(values: Float32Array, width: number, height: number): Float32Array {
  const rows = runningSums(values, width, height, 1, width);
  return runningSums(rows, height, width, width, 1);
}

function runningSums(
  values: Float32Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
): Float32Array {
  const out = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    const first = line * lineStep;
    let sum = 0;
    for (let i = 0; i < length + radius; i++) {
      if (i < length) sum += values[first + i * step]!;
      if (i > 2 * radius) sum -= values[first + (i - 2 * radius - 1) * step]!;
      if (i >= radius) out[first + (i - radius) * step] = sum;
    }
  }
  return out;
}

/** The four source pixels that a target pixel is interpolated from, and their weights. */
interface Taps {
  readonly at: readonly number[];
  readonly weights: readonly number[];
}

/** Catmull and Rom's cubic interpolation for every target pixel, with the edge pixel repeated beyond the edge. */
function cubicTaps(from: number, to: number): Taps[] {
  return Array.from({ length: to }, (_, i) => {
    const center = ((i + 0.5) * from) / to - 0.5;
    const first = Math.floor(center);
    const t = center - first;
    return {
      at: [-1, 0, 1, 2].map(k => Math.min(from - 1, Math.max(0, first + k))),
      weights: [
        ((2 - t) * t - 1) * t * 0.5,
        ((3 * t - 5) * t * t + 2) * 0.5,
        ((4 - 3 * t) * t + 1) * t * 0.5,
        (t - 1) * t * t * 0.5,
      ],
    };
  });
}

/** One row interpolated between the source's rows, three channels a pixel. */
function rowOf(planes: Float32Array, width: number, { at, weights }: Taps): Float32Array {
  const row = new Float32Array(3 * width);
  for (const [k, y] of at.entries()) {
    const from = 3 * width * y;
    for (let i = 0; i < row.length; i++) row[i]! += weights[k]! * planes[from + i]!;
  }
  return row;
}

function sample(row: Float32Array, { at, weights }: Taps, channel: number): number {
  return (
    weights[0]! * row[3 * at[0]! + channel]! +
    weights[1]! * row[3 * at[1]! + channel]! +
    weights[2]! * row[3 * at[2]! + channel]! +
    weights[3]! * row[3 * at[3]! + channel]!
  );
}

function luminanceAt(data: Uint8ClampedArray, at: number): number {
  const [red, green, blue] = luminanceWeights;
  return red * data[at]! + green * data[at + 1]! + blue * data[at + 2]!;
}
