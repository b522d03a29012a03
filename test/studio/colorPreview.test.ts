import { describe, expect, it } from 'vitest';
import { colorPreview, matched } from '../../webview/recipe/colorPreview';

/** RGBA of opaque pixels in these colours. */
const image = (...colors: readonly (readonly [number, number, number])[]): Uint8ClampedArray =>
  Uint8ClampedArray.from(colors.flatMap(color => [...color, 255]));
const greys = image([40, 40, 40], [120, 120, 120], [200, 200, 200], [120, 120, 120]);
const reds = image([200, 20, 10], [240, 60, 30], [160, 40, 20], [200, 40, 20]);

function mean(data: Uint8ClampedArray, channel: number): number {
  let sum = 0;
  for (let i = channel; i < data.length; i += 4) sum += data[i]!;
  return (4 * sum) / data.length;
}

describe('a preview of colours', () => {
  it('is red with the colours of a red style', () => {
    const preview = colorPreview(greys, reds, 'style');
    expect(mean(preview, 0)).toBeCloseTo(mean(reds, 0), -1);
    expect(mean(preview, 2)).toBeCloseTo(mean(reds, 2), -1);
  });

  it("stays grey with a grey content image's colours", () => {
    const preview = colorPreview(greys, reds, 'content');
    for (let i = 0; i < preview.length; i += 4) {
      expect(preview[i + 1]).toBe(preview[i]);
      expect(preview[i + 2]).toBe(preview[i]);
      expect(preview[i + 3]).toBe(255);
    }
  });

  it("has the content image's mean where the style is matched to it", () => {
    for (const channel of [0, 1, 2]) {
      expect(mean(matched(reds, greys), channel)).toBeCloseTo(mean(greys, channel), -0.5);
      expect(mean(colorPreview(greys, reds, 'matched'), channel)).toBeCloseTo(mean(greys, channel), -0.5);
    }
  });
});
