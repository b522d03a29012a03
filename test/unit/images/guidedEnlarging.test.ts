import { describe, expect, it } from 'vitest';
import { enlargeGuided } from '../../../webview/engine/images/guidedFilter';
import { Random } from '../../../webview/engine/support/random';
import { resample, type RgbaImage } from '../../../webview/engine/images/resample';

type Rgba = readonly [number, number, number, number];

function drawn(width: number, height: number, color: (x: number, y: number) => Rgba): RgbaImage {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set(color(i % width, Math.floor(i / width)), 4 * i);
  return { width, height, data };
}

const [full, small] = [160, 40];
const edge = 82; // This is no multiple of the scale.

/** A content image that is dark on the left and light on the right, and half of it transparent. */
const content = drawn(full, full, (x, y) => {
  const value = x < edge ? 60 : 180;
  return [value, value, value, y < 20 ? 0 : 255];
});
const contentSmall = resample(content, small, small);
const random = new Random(1);
/** A picture with another colour on either side of the edge, and strokes that the content image does not have. */
const picture = drawn(small, small, (x, y) => {
  const light = contentSmall.data[4 * (y * small + x)]!;
  const stroke = 20 * Math.sin(x + 0.7 * y) + 2 * random.normal();
  return [
    light + 40 + stroke,
    0.5 * light + stroke,
    200 - light,
    contentSmall.data[4 * (y * small + x) + 3]!,
  ];
});
const enlarged = enlargeGuided(picture, contentSmall, content);

function red({ width, data }: RgbaImage, x: number): number {
  let sum = 0;
  for (let y = 80; y < 120; y++) sum += data[4 * (y * width + x)]!;
  return sum / 40;
}

describe('guided enlarging', () => {
  it("has the content image's size and transparency", () => {
    expect([enlarged.width, enlarged.height]).toEqual([full, full]);
    const alpha = (image: RgbaImage): number[] => [...image.data].filter((_, i) => i % 4 === 3);
    expect(alpha(enlarged)).toEqual(alpha(content));
  });

  it('is the picture again when it is shrunk, strokes and all', () => {
    const again = resample(enlarged, small, small);
    let difference = 0;
    let count = 0;
    for (let y = 7; y < small; y++) {
      for (let i = 4 * y * small; i < 4 * (y + 1) * small; i++) {
        if (i % 4 === 3) continue;
        difference += Math.abs(again.data[i]! - picture.data[i]!);
        count++;
      }
    }
    expect(difference / count).toBeLessThan(3);
  });

  it("ends where the content image's edge is, where plain enlarging is blurred", () => {
    const step = (image: RgbaImage): number => red(image, edge) - red(image, edge - 1);
    const plain = resample(picture, full, full);
    expect(step(enlarged)).toBeGreaterThan(100);
    expect(step(plain)).toBeLessThan(60);
  });

  it('changes nothing where nothing was changed', () => {
    expect(enlargeGuided(contentSmall, contentSmall, content)).toEqual(content);
  });
});
