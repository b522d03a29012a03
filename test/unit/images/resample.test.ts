import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fitWithin } from '../../../src/shared/fitWithin';
import { resample } from '../../../webview/engine/images/resample';

function image(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly number[],
): Parameters<typeof resample>[0] {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set(pixel(i % width, Math.floor(i / width)), i * 4);
  return { width, height, data };
}

describe('fitWithin', () => {
  it('cuts the longest side and never enlarges', () => {
    expect(fitWithin(1024, 768, 512)).toEqual({ width: 512, height: 384 });
    expect(fitWithin(300, 200, 512)).toEqual({ width: 300, height: 200 });
    expect(fitWithin(3, 4000, 100)).toEqual({ width: 1, height: 100 });
  });
});

describe('resample', () => {
  it('returns an image of the wanted size as it is', () => {
    const same = image(5, 4, () => [1, 2, 3, 255]);
    expect(resample(same, 5, 4)).toBe(same);
  });

  it('keeps a flat colour flat, up and down', () => {
    const flat = image(20, 10, () => [40, 90, 200, 255]);
    for (const [width, height] of [
      [7, 3],
      [33, 19],
    ] as const) {
      const { data } = resample(flat, width, height);
      for (let i = 0; i < data.length; i += 4)
        expect([...data.subarray(i, i + 4)]).toEqual([40, 90, 200, 255]);
    }
  });

  it('agrees with libvips on a smooth picture', async () => {
    const smooth = image(64, 48, (x, y) => [2 * x + 50, 3 * y + 40, 100 + x - y, 255]);
    const { data } = resample(smooth, 24, 18);
    const theirs = await sharp(smooth.data, { raw: { width: 64, height: 48, channels: 4 } })
      .resize(24, 18, { kernel: 'lanczos3', fit: 'fill' })
      .raw()
      .toBuffer();
    const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0);
    expect(worst).toBeLessThanOrEqual(4);
  });

  it('does not let transparent pixels bleed into opaque ones', () => {
    const half = image(16, 16, x => (x < 8 ? [255, 0, 0, 0] : [0, 0, 255, 255]));
    const { data } = resample(half, 5, 5);
    for (let i = 0; i < data.length; i += 4) if (data[i + 3]! > 0) expect(data[i]).toBe(0);
  });
});
