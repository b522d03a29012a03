import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { nodeCodec } from '../../../scripts/lib/node/nodeCodec';
import { bmp, png } from '../../../scripts/lib/fuzz/samples/imageSamples';
import { asPasticheError } from '../../../src/shared/errors';
import { encodeImage } from '../../../webview/engine/images/codec';
import { decodeFitted } from '../../../webview/engine/images/decodeFitted';
import type { RgbaImage } from '../../../webview/engine/images/resample';
import { badImages } from '../../fixtures/badImages';
import { encodedImage, otherColors } from '../../fixtures/images';

function open(name: string, bytes: Uint8Array, maxSide = 512): Promise<RgbaImage> {
  return decodeFitted(nodeCodec, { name, bytes }, maxSide);
}

describe('image files (sharp)', () => {
  it('refuses each broken or foreign file by name and says what to do', async () => {
    for (const { name, bytes, message } of await badImages()) {
      const error = await open(name, bytes).then(() => undefined, asPasticheError);
      expect(error?.code, name).toBe('image');
      expect(error?.message, name).toMatch(message);
      expect(error?.remedy, name).toBeTruthy();
    }
  });

  it('refuses an image that decodes to more pixels than can be opened, whatever its header was read as', async () => {
    const source = { name: 'wide.png', bytes: png(20_000, 20_000) };
    await expect(nodeCodec.decode(source, 64)).rejects.toThrow(/wide\.png has 20000 × 20000 pixels/);
  });

  it('says of a BMP that the command line does not open it', async () => {
    const error = await open('photo.bmp', bmp(40)).then(() => undefined, asPasticheError);
    expect(error).toMatchObject({ code: 'image', remedy: 'Convert it to PNG first.' });
    expect(error?.message).toMatch(/photo\.bmp is a BMP, which VS Code opens and the command line does not/);
  });

  it('keeps the exact pixels of an image that is small enough', async () => {
    const bytes = await encodedImage('png', 50, 40);
    const { data, width } = await open('a.png', bytes, 50);
    const expected = await sharp(bytes).ensureAlpha().raw().toBuffer();
    expect(width).toBe(50);
    expect(Buffer.from(data)).toEqual(expected);
  });

  it('never enlarges, and cuts the longest side', async () => {
    const { width, height } = await open('wide.png', await encodedImage('png', 3, 400), 100);
    expect([width, height]).toEqual([1, 100]);
  });

  it('turns an image upright by its EXIF orientation', async () => {
    const upright = await sharp(await encodedImage('png', 30, 20))
      .jpeg({ quality: 100 })
      .toBuffer();
    const turned = await sharp(upright)
      .rotate(-90)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer();
    const { width, height, data } = await open('turned.jpg', new Uint8Array(turned));
    expect([width, height]).toEqual([30, 20]);
    const straight = await open('upright.jpg', new Uint8Array(upright));
    const difference =
      data.reduce((sum, value, i) => sum + Math.abs(value - straight.data[i]!), 0) / data.length;
    expect(difference).toBeLessThan(4);
  });

  it('reads CMYK as sRGB', async () => {
    const red = sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 200, g: 30, b: 30 } } });
    const cmyk = await red.toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const { data } = await open('print.jpg', new Uint8Array(cmyk));
    expect(data[0]! - data[1]!).toBeGreaterThan(80);
    expect(data[0]! - data[2]!).toBeGreaterThan(80);
  });

  it('reads 16 bits a channel, grey and wide gamuts as 8-bit sRGB', async () => {
    for (const { name, bytes, color } of await otherColors()) {
      const { data } = await open(name, bytes);
      for (const [c, value] of color.entries()) {
        expect(Math.abs(data[c]! - value), `${name}: ${data.slice(0, 4).join(' ')}`).toBeLessThanOrEqual(3);
      }
      expect(data[3]).toBe(255);
    }
    const [, , wide] = await otherColors();
    const stored = await sharp(wide!.bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(stored[0]).toBeLessThan(195); // The file itself stores other values.
  });

  it('writes every format, with alpha where the format has it', async () => {
    const image = await open('soft.png', await encodedImage('png', 24, 16, { alpha: true }));
    const record = {
      software: 'test',
      content: 'ü',
      style: 's',
      model: 'pocket',
      device: 'd',
      epochs: 1,
    } as never;
    for (const [type, hasAlpha] of [
      ['png', true],
      ['webp', true],
      ['jpeg', false],
    ] as const) {
      const metadata = await sharp(
        await encodeImage(nodeCodec, image, { type, quality: 80 }, record),
      ).metadata();
      expect([metadata.format, metadata.width, metadata.height]).toEqual([type, 24, 16]);
      expect(metadata.hasAlpha, type).toBe(hasAlpha);
    }
  });
});
