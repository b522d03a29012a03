import type { RgbaImage } from './resample';

/**
 * Whose colours the picture has, after Gatys, Bethge, Hertzmann & Shechtman, arXiv:1606.05897: the style image's; the content
 * image's, by painting in luminance alone (section 3.2); or the style image's strokes in colours that are first brought to the
 * content image's mean and covariance (section 3.1, by Cholesky factors).
 */
export type Colors = 'style' | 'content' | 'matched';

/** The weights of R, G and B in luminance, by ITU-R BT.601, as in YIQ. */
export const luminanceWeights = [0.299, 0.587, 0.114] as const;

type Vector = [number, number, number];
/** A lower triangular 3x3 matrix, by rows. */
type Triangle = [number, number, number, number, number, number];

/** The style image with the colours that the run is to see. */
export function styleInColors(style: RgbaImage, content: RgbaImage, colors: Colors): RgbaImage {
  if (colors === 'style') return style;
  return colors === 'content' ? matchedLuminance(style, content) : matchedColors(style, content);
}

/** The content image with the colours that the run is to see: grey where only luminance is painted. */
export function contentInColors(content: RgbaImage, colors: Colors): RgbaImage {
  if (colors !== 'content') return content;
  return mapped(content, pixel => grey(luminance(pixel)));
}

/** The style image's colours c turned into L_c L_s^-1 (c - mean_s) + mean_c, L the Cholesky factors of the covariances. */
function matchedColors(style: RgbaImage, content: RgbaImage): RgbaImage {
  const from = statistics(style);
  const to = statistics(content);
  return mapped(style, pixel => {
    const white = solve(from.factor, difference(pixel, from.mean));
    return sum(multiply(to.factor, white), to.mean);
  });
}

/** The style image's luminance, brought to the content image's mean and deviation, as grey. */
function matchedLuminance(style: RgbaImage, content: RgbaImage): RgbaImage {
  const from = statistics(mapped(style, pixel => grey(luminance(pixel))));
  const to = statistics(mapped(content, pixel => grey(luminance(pixel))));
  // All channels are the same: the factor's first entry is the deviation.
  const scale = to.factor[0] / from.factor[0];
  return mapped(style, pixel => grey((luminance(pixel) - from.mean[0]) * scale + to.mean[0]));
}

/** The mean of all pixels, and the Cholesky factor of their covariance; pixels weigh by their alpha. */
function statistics({ data }: RgbaImage): { mean: Vector; factor: Triangle } {
  let weight = 0;
  const total: Vector = [0, 0, 0];
  const products: Triangle = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]! / 255;
    const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
    weight += alpha;
    for (const [c, value] of [r, g, b].entries()) total[c]! += alpha * value;
    for (const [k, value] of [r * r, g * r, g * g, b * r, b * g, b * b].entries())
      products[k]! += alpha * value;
  }
  const mean = total.map(value => value / Math.max(weight, 1e-9)) as Vector;
  const [r, g, b] = mean;
  const means = [r * r, g * r, g * g, b * r, b * g, b * b];
  const covariance = products.map((value, k) => value / Math.max(weight, 1e-9) - means[k]!) as Triangle;
  return { mean, factor: cholesky(covariance) };
}

/** What each variance is raised by, one grey level squared: the factor of a picture of few colours stays invertible. */
const leastVariance = 1;

function cholesky([rr, gr, gg, br, bg, bb]: Triangle): Triangle {
  const a = Math.sqrt(rr + leastVariance);
  const b = gr / a;
  const c = Math.sqrt(Math.max(gg - b * b, 0) + leastVariance);
  const d = br / a;
  const e = (bg - d * b) / c;
  const f = Math.sqrt(Math.max(bb - d * d - e * e, 0) + leastVariance);
  return [a, b, c, d, e, f];
}

function multiply([a, b, c, d, e, f]: Triangle, [x, y, z]: Vector): Vector {
  return [a * x, b * x + c * y, d * x + e * y + f * z];
}

/** The solution x of L x = y. */
function solve([a, b, c, d, e, f]: Triangle, [u, v, w]: Vector): Vector {
  const x = u / a;
  const y = (v - b * x) / c;
  return [x, y, (w - d * x - e * y) / f];
}

function sum([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [a + x, b + y, c + z];
}

function difference([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [a - x, b - y, c - z];
}

function luminance([r, g, b]: Vector): number {
  return luminanceWeights[0] * r + luminanceWeights[1] * g + luminanceWeights[2] * b;
}

function grey(value: number): Vector {
  return [value, value, value];
}

function mapped({ width, height, data }: RgbaImage, map: (pixel: Vector) => Vector): RgbaImage {
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 4) {
    out.set(map([data[i]!, data[i + 1]!, data[i + 2]!]), i);
    out[i + 3] = data[i + 3]!;
  }
  return { width, height, data: out };
}
