import { encode } from 'fast-png';
import { recordKeyword, type OutputFormat, type RunRecord } from '../../../src/shared/messages/output';
import { isOpaque } from './workingScale';
import type { RgbaImage } from './resample';
import type { SourceImage } from '../stylizer';

/** Decoding and encoding of image files, which is each platform's own: browserCodec.ts in the worker, sharp in Node. */
export interface ImageCodec {
  /**
   * Decodes an image file, upright (EXIF) and in 8-bit sRGB, on which the network was trained and in which pictures are
   * written: a colour profile is followed, colours outside sRGB become the nearest inside, 16 bits a channel are rounded to
   * 8, grey becomes RGB. A very large image may come out smaller, but with a longest side of no less than `maxSide`.
   * Rejects with any error when the file is damaged, with a PasticheError `image` when the decoded image turns out larger
   * than can be opened or the platform lacks a decoder of its type.
   */
  decode(source: SourceImage, maxSide: number): Promise<RgbaImage>;
  /** Writes a JPEG, whose alpha channel is ignored, or a WebP with its alpha channel. */
  encodeLossy(image: RgbaImage, format: OutputFormat): Promise<Uint8Array>;
}

/** Whether a PNG is compressed: a picture that a person saves is `small`; one that is kept against a crash is `quick`, not at all. */
export type Effort = 'small' | 'quick';

/** Writes a picture; a PNG carries its run record, and no alpha channel where it would be opaque. */
export async function encodeImage(
  codec: ImageCodec,
  image: RgbaImage,
  format: OutputFormat,
  record: RunRecord,
  effort: Effort = 'small',
): Promise<Uint8Array> {
  if (format.type === 'png') return encodePng(image, record, effort);
  return codec.encodeLossy(format.type === 'jpeg' ? onWhite(image) : image, format);
}

function encodePng(image: RgbaImage, record: RunRecord, effort: Effort): Uint8Array {
  const options = effort === 'quick' ? { zlib: { level: 0 } as const } : {};
  const { width, height } = image;
  const text = { [recordKeyword]: asciiJson(record) };
  if (isOpaque(image))
    return encode({ width, height, data: withoutAlpha(image), channels: 3, text }, options);
  return encode({ width, height, data: image.data, channels: 4, text }, options);
}

/** JSON with everything beyond ASCII escaped: a PNG's tEXt chunk is Latin-1, and readers differ in what they make of it. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function withoutAlpha({ width, height, data }: RgbaImage): Uint8Array {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) rgb.set(data.subarray(i * 4, i * 4 + 3), i * 3);
  return rgb;
}

/** The image laid on white, since JPEG has no transparency. */
function onWhite({ width, height, data }: RgbaImage): RgbaImage {
  const opaque = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]! / 255;
    for (let c = 0; c < 3; c++) opaque[i + c] = alpha * data[i + c]! + (1 - alpha) * 255;
    opaque[i + 3] = 255;
  }
  return { width, height, data: opaque };
}
