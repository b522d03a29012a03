import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { big, joined, latin, repeated } from '../../../scripts/lib/fuzz/bytes';
import {
  avif,
  avifBrands,
  bmp,
  box,
  gif,
  imageSamples,
  ispe,
  jpeg,
  jpegFrame,
  jpegStart,
  png,
  slowImages,
} from '../../../scripts/lib/fuzz/samples/imageSamples';
import { PasticheError } from '../../../src/shared/errors';
import { readImageHeader } from '../../../src/shared/imageFile';
import { encodedImage } from '../../fixtures/images';

function sizeOf(bytes: Uint8Array): readonly [number, number] {
  const { width, height } = readImageHeader(bytes, 'a.png');
  return [width, height];
}

function messageOf(bytes: Uint8Array): string {
  try {
    readImageHeader(bytes, 'a.png');
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(PasticheError);
    return (thrown as PasticheError).message;
  }
  return 'no error';
}

const damaged = /its header is damaged or it is another kind of file/;

describe('the header of an image file', () => {
  it('is read in the files of real encoders', async () => {
    for (const type of ['png', 'jpeg', 'webp', 'gif', 'avif'] as const) {
      const header = readImageHeader(await encodedImage(type, 41, 30), 'a');
      expect(header).toEqual({ type, width: 41, height: 30 });
    }
    const picture = sharp(await encodedImage('png', 41, 30, { alpha: true }));
    const others = {
      'lossless WebP': picture.clone().webp({ lossless: true }),
      'WebP with an alpha channel': picture.clone().webp(),
      'WebP with EXIF': picture.clone().withMetadata({ orientation: 6 }).webp(),
      'AVIF with an alpha channel, which is an item of its own': picture.clone().avif(),
      'progressive JPEG': picture.clone().jpeg({ progressive: true }),
      'JPEG with EXIF and a colour profile': picture.clone().withMetadata({ orientation: 6 }).jpeg(),
      'CMYK JPEG': picture.clone().toColourspace('cmyk').jpeg(),
      'PNG with a palette': picture.clone().png({ palette: true }),
    };
    for (const [name, image] of Object.entries(others)) {
      expect(sizeOf(new Uint8Array(await image.toBuffer())), name).toEqual([41, 30]);
    }
  });

  it('is read in every form of each format', () => {
    for (const bytes of imageSamples()) expect(sizeOf(bytes)).toEqual([640, 480]);
  });

  it('may lie anywhere in a larger buffer', () => {
    const bytes = joined(new Uint8Array(5), png(), new Uint8Array(9));
    expect(sizeOf(bytes.subarray(5, -9))).toEqual([640, 480]);
  });

  it('may have fill bytes and stray bytes between the segments of a JPEG', () => {
    expect(sizeOf(jpeg(repeated(big(1, 0xff), 7)))).toEqual([640, 480]);
    expect(sizeOf(jpeg(latin('stray')))).toEqual([640, 480]);
    expect(
      sizeOf(joined(big(1, 0xff, 0xd8), repeated(big(1, 0xff), 9), jpegStart.slice(3), jpegFrame())),
    ).toEqual([640, 480]);
  });

  it('may be behind megabytes of metadata', () => {
    const megabytes = repeated(joined(big(1, 0xff, 0xe1, 0xff, 0xff), new Uint8Array(0xffff - 2)), 300);
    expect(sizeOf(jpeg(megabytes))).toEqual([640, 480]);
    expect(
      sizeOf(avif(ispe(), 1, joined(big(4, 1), latin('free'), big(4, 0, 1e6 + 16), new Uint8Array(1e6)))),
    ).toEqual([640, 480]);
  });

  it("is OS/2's in a BMP of OS/2, whose sides have 16 bits, and knows rows from top to bottom", () => {
    expect(sizeOf(bmp(12, 40_000, 3000))).toEqual([40_000, 3000]);
    expect(sizeOf(bmp(64))).toEqual([640, 480]);
    expect(sizeOf(bmp(40, 640, -480))).toEqual([640, 480]);
    expect(messageOf(bmp(40, -640, 480))).toMatch(damaged);
  });

  it('counts the first frame of a GIF where that is larger than the screen', () => {
    expect(sizeOf(gif([10, 10], [300, 200]))).toEqual([300, 200]);
    expect(messageOf(gif([10, 10], [60_000, 60_000]))).toMatch(/a\.png has 60000 × 60000 pixels/);
  });

  it('is that of the primary item of an AVIF', () => {
    expect(sizeOf(avif(joined(ispe(64, 48), ispe()), 2))).toEqual([640, 480]);
    expect(sizeOf(avif(joined(ispe(), ispe(64, 48)), 1))).toEqual([640, 480]);
  });

  it.each([
    ['TIFF', latin('II*\0')],
    ['PSD', latin('8BPS')],
    ['JPEG XL', big(1, 0xff, 0x0a)],
    ['HEIC', joined(big(4, 20), latin('ftypheic'), big(4, 0), latin('mif1'))],
    ['SVG', latin('<?xml version="1.0"?><!-- a --> <svg width="9">')],
  ])('names %s, which cannot be opened', (format, bytes) => {
    expect(messageOf(joined(bytes, new Uint8Array(20)))).toContain(`is in ${format} format`);
  });

  it.each([
    ['that ends in its header', png().slice(0, 20)],
    ['that ends in its signature', latin('\x89PN')],
    ['of a PNG without IHDR', joined(png().slice(0, 8), new Uint8Array(40))],
    ['of no pixels', png(0, 5)],
    ['of a JPEG that is all picture', joined(jpegStart, big(1, 0xff, 0xda, 0, 2))],
    [
      'of a JPEG with a segment of less than nothing',
      joined(jpegStart, big(1, 0xff, 0xe1, 0, 1), jpegFrame()),
    ],
    ['of an AVIF whose primary item has no size', avif(box('pixi', new Uint8Array(8)))],
    ['of an AVIF without a meta box', avifBrands],
    ['of a BMP with a shortened header', bmp(8)],
  ])('is refused in a file %s', (_, bytes) => expect(messageOf(bytes)).toMatch(damaged));

  it('takes milliseconds to read or to refuse, whatever the file holds', () => {
    for (const [name, make] of Object.entries(slowImages)) {
      const bytes = make();
      const before = process.cpuUsage();
      const message = messageOf(bytes);
      const { user, system } = process.cpuUsage(before);
      expect(message, name).toMatch(/damaged|no error|in SVG format/);
      // The readers take less than 50 ms; before they had bounds, these files took seconds.
      expect((user + system) / 1000, name).toBeLessThan(500);
    }
  });
});
