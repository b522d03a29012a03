import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { STYLES } from '../../scripts/styles/catalog';
import { prisms } from '../../scripts/styles/drawings/prisms';
import { toBytes } from '../../scripts/styles/raster';
import { drawStyle } from '../../scripts/styles/style';

interface ListedStyle {
  readonly file: string;
  readonly label: string;
  readonly description: string;
}

const FOLDER = join(import.meta.dirname, '../../media/styles');
const listed = JSON.parse(readFileSync(join(FOLDER, 'styles.json'), 'utf8')) as ListedStyle[];

/** Mean absolute difference of two pictures, in steps of 1/255. */
function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  return sum / a.length;
}

describe('the shipped styles', () => {
  it('are at least eight, and listed as the catalogue has them', () => {
    expect(listed.length).toBeGreaterThanOrEqual(8);
    expect(listed).toEqual(
      STYLES.map(({ name, label, description }) => ({ file: `${name}.jpg`, label, description })),
    );
  });

  it('have labels, files and descriptions of their own', () => {
    for (const key of ['file', 'label', 'description'] as const) {
      expect(new Set(listed.map(style => style[key])).size).toBe(listed.length);
    }
  });

  it.each(listed)('$file decodes, is large enough and has no empty quarter', async ({ file }) => {
    const { data, info } = await sharp(join(FOLDER, file)).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    expect(Math.min(info.width, info.height)).toBeGreaterThanOrEqual(512);
    // Every part of a style image must have texture, since its Gram matrices are computed over the whole image.
    const half = { width: info.width >> 1, height: info.height >> 1 };
    for (const left of [0, half.width]) {
      for (const top of [0, half.height]) {
        const { channels } = await sharp(data, { raw: info })
          .extract({ left, top, ...half })
          .stats();
        expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(25);
      }
    }
  });
});

describe('drawStyle', () => {
  it('draws the same pixels for the same seed, and others for another', () => {
    const first = toBytes(drawStyle(prisms, 48, 1));
    expect(toBytes(drawStyle(prisms, 48, 1))).toEqual(first);
    expect(meanDifference(toBytes(drawStyle(prisms, 48, 2)), first)).toBeGreaterThan(10);
  });

  it('draws what is shipped, but for JPEG losses', async () => {
    const shipped = await sharp(join(FOLDER, 'prisms.jpg')).raw().toBuffer({ resolveWithObject: true });
    const drawn = toBytes(drawStyle(prisms, shipped.info.width));
    expect(meanDifference(shipped.data, drawn)).toBeLessThan(5);
  }, 60_000);
});
