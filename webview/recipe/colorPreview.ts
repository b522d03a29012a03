import type { Recipe } from '../../src/shared/recipe/recipe';

/**
 * Previews of the choices of colours on the person's own images: a small mixture of photograph and style image, recoloured
 * as a run would be. It shows the palette, not the strokes. The engine matches means and covariances
 * (engine/images/colors.ts); a preview matches each channel's mean and standard deviation alone, which is close enough at
 * this size.
 */

export type Colors = Recipe['colors'];

/** Mixture of two RGBA images of the same size, recoloured by one of the choices. */
export function colorPreview(
  content: Uint8ClampedArray,
  style: Uint8ClampedArray,
  colors: Colors,
): Uint8ClampedArray {
  if (colors === 'matched') return mixed(content, matched(style, content));
  const painted = mixed(matched(content, style), style);
  return colors === 'style' ? painted : withColorsOf(painted, content);
}

/** `image` with each channel's mean and standard deviation brought to those of `like`. */
export function matched(image: Uint8ClampedArray, like: Uint8ClampedArray): Uint8ClampedArray {
  const out = new Uint8ClampedArray(image);
  for (let channel = 0; channel < 3; channel++) {
    const from = statistics(image, channel);
    const to = statistics(like, channel);
    const scale = to.deviation / Math.max(from.deviation, 1);
    for (let i = channel; i < image.length; i += 4) out[i] = (image[i]! - from.mean) * scale + to.mean;
  }
  return out;
}

/** The luminance of `image` with the chrominance of `content` (YIQ). */
function withColorsOf(image: Uint8ClampedArray, content: Uint8ClampedArray): Uint8ClampedArray {
  const out = new Uint8ClampedArray(image);
  for (let i = 0; i < image.length; i += 4) {
    const change = luminance(image, i) - luminance(content, i);
    for (let channel = 0; channel < 3; channel++) out[i + channel] = content[i + channel]! + change;
  }
  return out;
}

function mixed(a: Uint8ClampedArray, b: Uint8ClampedArray): Uint8ClampedArray {
  return Uint8ClampedArray.from(a, (value, i) => (value + b[i]!) / 2);
}

function statistics(data: Uint8ClampedArray, channel: number): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let i = channel; i < data.length; i += 4) {
    sum += data[i]!;
    squares += data[i]! ** 2;
  }
  const count = data.length / 4;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(squares / count - mean ** 2, 0)) };
}

/** Luminance of the RGBA pixel at index `at`, ITU-R BT.601. */
function luminance(data: Uint8ClampedArray, at: number): number {
  return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
}
