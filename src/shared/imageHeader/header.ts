/** Size in pixels as the file stores it, before EXIF orientation. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Image formats that every webview decodes, by the names that media types have. */
export type ImageType = 'png' | 'jpeg' | 'gif' | 'webp' | 'avif' | 'bmp';

/**
 * The header reader of one format. Readers are written for hostile files: each takes time in proportion to the bytes that it
 * visits, visits no more than `mostSteps`, and skips payloads without reading them.
 */
export interface HeaderReader {
  readonly type: ImageType;
  /** True where the file begins as this format does. Never throws. */
  matches(file: DataView): boolean;
  /**
   * The image's size, not yet checked.
   * @throws Error where the header is damaged, a RangeError of `DataView` where the file ends within it
   */
  sizeOf(file: DataView): PixelSize;
}

/**
 * Most parts of a file (segments, blocks, boxes, stray bytes) that a reader visits: the headers of real files have a few
 * hundred, and this many take some milliseconds.
 */
export const mostSteps = 2 ** 18;

/** Counts a reader's steps. @throws Error once there were more than `mostSteps` */
export class StepLimit {
  private left = mostSteps;

  step(): void {
    if (--this.left < 0) throw new Error('The header has too many parts.');
  }
}

/** True where `file` has these Latin-1 letters at `offset`. */
export function hasText(file: DataView, offset: number, text: string): boolean {
  if (offset + text.length > file.byteLength) return false;
  for (let i = 0; i < text.length; i++) {
    if (file.getUint8(offset + i) !== text.charCodeAt(i)) return false;
  }
  return true;
}
