import type { SourceImage } from '../stylizer';
import type { ImageCodec } from './codec';
import { decodeFitted } from './decodeFitted';
import type { RgbaImage } from './resample';

/** Decodes an image at a size, as `decodeFitted` does. */
export type DecodeFitted = (source: SourceImage, maxSide: number) => Promise<RgbaImage>;

/** Decodes images, and keeps one that was decoded before a run asked for it, until the run does. */
export class DecodedAhead {
  private kept:
    { readonly bytes: Uint8Array; readonly maxSide: number; readonly image: Promise<RgbaImage> } | undefined;

  constructor(private readonly codec: ImageCodec) {}

  /** Decodes an image that a run is about to ask for, in place of one that was decoded before. */
  async decodeAhead({ name, bytes }: SourceImage, maxSide: number): Promise<RgbaImage> {
    const image = decodeFitted(this.codec, { name, bytes }, maxSide);
    this.kept = { bytes, maxSide, image };
    return await image;
  }

  readonly decode: DecodeFitted = async (source, maxSide) => {
    const { kept } = this;
    if (kept?.maxSide === maxSide && areEqual(kept.bytes, source.bytes)) {
      this.kept = undefined; // a large picture is not held longer than it is needed
      const image = await kept.image.catch(() => undefined);
      if (image) return image;
    }
    return await decodeFitted(this.codec, source, maxSide);
  };
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
