import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImageHeader } from '../../../src/shared/imageFile';
import { badImages } from '../../fixtures/badImages';
import { encodedImage, otherColors } from '../../fixtures/images';
import { usePage } from '../support/chromiumPage';
import type { CodecPage } from './browserCodecPage';

declare const codecPage: CodecPage;

type Opened = Awaited<ReturnType<CodecPage['open']>>;

describe('image files (Chromium, as in the studio)', () => {
  const chromium = usePage('images/browserCodecPage.ts');

  function open(name: string, bytes: Uint8Array, maxSide = 512): Promise<Opened> {
    const args = [name, [...bytes], maxSide] as const;
    return chromium.page.evaluate(([file, content, side]) => codecPage.open(file, content, side), args);
  }

  async function pixels(
    name: string,
    bytes: Uint8Array,
    maxSide?: number,
  ): Promise<Exclude<Opened, { error: unknown }>> {
    const opened = await open(name, bytes, maxSide);
    if ('error' in opened) throw new Error(opened.error.message);
    return opened;
  }

  it('refuses each broken or foreign file by name and says what to do', async () => {
    for (const { name, bytes, message } of await badImages()) {
      const opened = await open(name, bytes);
      expect('error' in opened && opened.error.code, name).toBe('image');
      expect('error' in opened && opened.error.message, name).toMatch(message);
      expect('error' in opened && opened.error.remedy, name).toBeTruthy();
    }
  });

  it('decodes every type that the menus show', async () => {
    for (const type of ['png', 'jpeg', 'webp', 'gif', 'avif'] as const) {
      const { width, height } = await pixels(`a.${type}`, await encodedImage(type, 40, 30));
      expect([width, height], type).toEqual([40, 30]);
    }
    const { width, height, data } = await pixels('a.bmp', bitmap(4, 2, [10, 20, 30]));
    expect([width, height, ...data.slice(0, 4)]).toEqual([4, 2, 10, 20, 30, 255]);
  });

  it('decodes BMPs of OS/2, and rows from top to bottom', async () => {
    for (const bytes of [coreBitmap(4, 2, [10, 20, 30]), bitmap(4, -2, [10, 20, 30])]) {
      const { width, height, data } = await pixels('a.bmp', bytes);
      expect([width, height, ...data.slice(0, 4)]).toEqual([4, 2, 10, 20, 30, 255]);
    }
  });

  it('decodes a GIF to the size that its header was read as, where its frame is larger than its screen', async () => {
    const bytes = (await encodedImage('gif', 40, 30)).slice();
    new DataView(bytes.buffer).setUint32(6, 0x0a000a00); // A screen of 10 × 10.
    const { width, height } = await pixels('wide.gif', bytes);
    expect([width, height]).toEqual([40, 30]);
    expect(readImageHeader(bytes, 'wide.gif')).toMatchObject({ width, height });
  });

  it('refuses an image that decodes to more pixels than can be opened, whatever its header says', async () => {
    const bytes = await sharp({ create: { width: 16_000, height: 8400, channels: 3, background: '#336699' } })
      .webp({ lossless: true, effort: 0 })
      .toBuffer();
    const error = await chromium.page.evaluate(content => codecPage.decode('wide.webp', content), [...bytes]);
    expect(error).toMatchObject({
      code: 'image',
      message: expect.stringContaining('wide.webp has 16000 × 8400 pixels') as string,
    });
  });

  it('keeps the exact pixels of an image that is small enough', async () => {
    const bytes = await encodedImage('png', 50, 40);
    const { data } = await pixels('a.png', bytes, 50);
    expect(Buffer.from(data)).toEqual(await sharp(bytes).ensureAlpha().raw().toBuffer());
  });

  it('turns an image upright, reads CMYK as sRGB, and keeps alpha', async () => {
    const picture = await encodedImage('png', 30, 20);
    const turned = await sharp(picture).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { width, height } = await pixels('turned.jpg', new Uint8Array(turned));
    expect([width, height]).toEqual([30, 20]);

    const red = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 30, b: 30 } } });
    const print = await pixels(
      'print.jpg',
      new Uint8Array(await red.toColourspace('cmyk').jpeg().toBuffer()),
    );
    expect(print.data[0]! - print.data[1]!).toBeGreaterThan(80);

    const { data } = await pixels('soft.png', await encodedImage('png', 20, 10, { alpha: true }));
    expect([data[3], data[19 * 4 + 3]]).toEqual([0, 255]);
  });

  it('reads 16 bits a channel, grey and wide gamuts as 8-bit sRGB', async () => {
    for (const { name, bytes, color } of await otherColors()) {
      const { data } = await pixels(name, bytes);
      for (const [c, value] of color.entries()) {
        expect(Math.abs(data[c]! - value), `${name}: ${data.slice(0, 4).join(' ')}`).toBeLessThanOrEqual(3);
      }
    }
  });

  it('opens a very large picture without reading all of it back', async () => {
    const large = await sharp({ create: { width: 6000, height: 3000, channels: 3, background: '#336699' } })
      .png()
      .toBuffer();
    const { width, height, data } = await pixels('large.png', new Uint8Array(large), 64);
    expect([width, height, ...data.slice(0, 4)]).toEqual([64, 32, 0x33, 0x66, 0x99, 255]);
  });

  it('writes JPEG and WebP', async () => {
    for (const type of ['jpeg', 'webp'] as const) {
      const bytes = await chromium.page.evaluate(format => codecPage.encode(format, 12, 8), type);
      const { format, width, height } = await sharp(Uint8Array.from(bytes)).metadata();
      expect([format, width, height]).toEqual([type, 12, 8]);
    }
  });
});

/** A 24-bit BMP of one colour, built by hand because sharp writes no BMP; a negative height turns its rows around. */
function bitmap(width: number, height: number, [r, g, b]: readonly [number, number, number]): Uint8Array {
  const rows = Math.abs(height);
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = new Uint8Array(54 + row * rows);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) bytes.set([b, g, r], 54 + y * row + x * 3);
  }
  return bytes;
}

/** The same picture as a BMP of OS/2 1.x, whose information header has 12 bytes. */
function coreBitmap(width: number, height: number, color: readonly [number, number, number]): Uint8Array {
  const pixels = bitmap(width, height, color).subarray(54);
  const bytes = new Uint8Array(26 + pixels.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 26, true);
  view.setUint32(14, 12, true);
  view.setUint16(18, width, true);
  view.setUint16(20, height, true);
  view.setUint16(22, 1, true);
  view.setUint16(24, 24, true);
  bytes.set(pixels, 26);
  return bytes;
}
