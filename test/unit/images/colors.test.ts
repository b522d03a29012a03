import { describe, expect, it } from 'vitest';
import { contentInColors, luminanceWeights, styleInColors } from '../../../webview/engine/images/colors';
import { Random } from '../../../webview/engine/support/random';
import type { RgbaImage } from '../../../webview/engine/images/resample';

/** Noise around a colour, its channels correlated. */
function noisy(seed: number, [r, g, b]: readonly [number, number, number], deviation: number): RgbaImage {
  const random = new Random(seed);
  const data = new Uint8ClampedArray(64 * 64 * 4);
  for (let i = 0; i < data.length; i += 4) {
    const shared = random.normal() * deviation;
    data.set([r + shared, g + shared / 2 + random.normal() * 3, b - shared + random.normal() * 5, 255], i);
  }
  return { width: 64, height: 64, data };
}

function channel({ data }: RgbaImage, c: number): number[] {
  return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + c]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function covariance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - meanA) * (b[i]! - meanB)));
}

const style = noisy(1, [180, 60, 90], 20);
const content = noisy(2, [90, 120, 150], 10);

describe('colours', () => {
  it('of the style image are left alone', () => {
    expect(styleInColors(style, content, 'style')).toBe(style);
    expect(contentInColors(content, 'style')).toBe(content);
    expect(contentInColors(content, 'matched')).toBe(content);
  });

  it("matched have the content image's mean and covariance", () => {
    const matched = styleInColors(style, content, 'matched');
    for (let a = 0; a < 3; a++) {
      expect(mean(channel(matched, a))).toBeCloseTo(mean(channel(content, a)), 0);
      for (let b = 0; b < 3; b++) {
        const expected = covariance(channel(content, a), channel(content, b));
        const found = covariance(channel(matched, a), channel(matched, b));
        expect(Math.abs(found - expected)).toBeLessThan(0.05 * Math.abs(expected) + 4);
      }
    }
  });

  it("of the content image: both are grey, and the style image's luminance has the content image's mean and deviation", () => {
    const greyContent = contentInColors(content, 'content');
    const greyStyle = styleInColors(style, content, 'content');
    for (const grey of [greyContent, greyStyle]) expect(channel(grey, 0)).toEqual(channel(grey, 2));
    const expected = mean(luminanceWeights.map((weight, c) => 3 * weight * mean(channel(content, c))));
    expect(mean(channel(greyContent, 0))).toBeCloseTo(expected, 0);
    expect(mean(channel(greyStyle, 0))).toBeCloseTo(expected, 0);
    const deviation = (x: RgbaImage): number => Math.sqrt(covariance(channel(x, 0), channel(x, 0)));
    expect(Math.abs(deviation(greyStyle) - deviation(greyContent))).toBeLessThan(0.5);
  });

  it('survive a picture of a single colour', () => {
    const flat = noisy(3, [10, 20, 30], 0);
    flat.data.fill(77);
    for (const colors of ['content', 'matched'] as const) {
      for (const value of styleInColors(flat, content, colors).data) expect(value).not.toBeNaN();
    }
  });
});
