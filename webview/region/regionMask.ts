import { fitWithin } from '../../src/shared/fitWithin';
import type { Size } from '../view/imageFit';

/** Longest side of a painted mask, px: finer than a hand paints, and a few kilobytes as a PNG. */
const longestSide = 512;
/** Most steps that can be undone; each holds the whole mask, up to a megabyte. */
const mostUndos = 20;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type BrushMode = 'paint' | 'erase';

/**
 * A region that is being painted, on a canvas that shows it: opaque where the style goes, transparent elsewhere. Points and
 * radii are in pixels of the mask.
 */
export class RegionMask {
  readonly size: Size;
  private readonly context: CanvasRenderingContext2D;
  private readonly past: ImageData[] = [];
  /** True once changes have been made that can no longer be undone. */
  private isBeyondUndo = false;

  /**
   * @param content size of the content image, whose shape the mask takes
   * @param tone CSS colour of what is painted
   */
  constructor(
    canvas: HTMLCanvasElement,
    content: Size,
    private readonly tone: string,
  ) {
    this.size = maskSize(content);
    canvas.width = this.size.width;
    canvas.height = this.size.height;
    this.context = canvas.getContext('2d', { willReadFrequently: true })!;
  }

  /** Replaces the mask by an image, in which white is painted. */
  load(image: CanvasImageSource): void {
    const { context } = this;
    const { width, height } = this.size;
    context.clearRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    const pixels = context.getImageData(0, 0, width, height);
    lightnessToAlpha(pixels.data);
    context.putImageData(pixels, 0, 0);
    this.fillPainted();
  }

  /** Stores the mask for `undo`; to be called before every change. */
  remember(): void {
    this.past.push(this.pixels());
    if (this.past.length <= mostUndos) return;
    this.past.shift();
    this.isBeyondUndo = true;
  }

  /** True where the mask has been changed since it was loaded. */
  get isChanged(): boolean {
    return this.canUndo || this.isBeyondUndo;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  undo(): void {
    const last = this.past.pop();
    if (last) this.context.putImageData(last, 0, 0);
  }

  stroke(from: Point, to: Point, radius: number, mode: BrushMode): void {
    const { context } = this;
    context.globalCompositeOperation = mode === 'erase' ? 'destination-out' : 'source-over';
    context.strokeStyle = context.fillStyle = this.tone;
    context.lineCap = 'round';
    context.lineWidth = 2 * radius;
    context.beginPath();
    context.arc(to.x, to.y, radius, 0, 2 * Math.PI);
    context.fill();
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    context.globalCompositeOperation = 'source-over';
  }

  clear(): void {
    this.context.clearRect(0, 0, this.size.width, this.size.height);
  }

  /** Exchanges painted and unpainted parts. */
  invert(): void {
    const pixels = this.pixels();
    for (let i = 3; i < pixels.data.length; i += 4) pixels.data[i] = 255 - pixels.data[i]!;
    this.context.putImageData(pixels, 0, 0);
    this.fillPainted();
  }

  /** Share of the picture that is painted, 0 to 1. */
  coverage(): number {
    return meanAlpha(this.pixels().data);
  }

  /** The mask as a PNG, white on black, in a data uri. */
  toDataUri(): string {
    const { width, height } = this.size;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const pixels = this.pixels();
    alphaToLightness(pixels.data);
    canvas.getContext('2d')!.putImageData(pixels, 0, 0);
    return canvas.toDataURL('image/png');
  }

  private pixels(): ImageData {
    return this.context.getImageData(0, 0, this.size.width, this.size.height);
  }

  private fillPainted(): void {
    const { context } = this;
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = this.tone;
    context.fillRect(0, 0, this.size.width, this.size.height);
    context.globalCompositeOperation = 'source-over';
  }
}

/** Size of a mask: the content image's, scaled down to at most `longestSide`. */
export function maskSize({ width, height }: Size): Size {
  return fitWithin(width, height, longestSide);
}

/** Turns each pixel's lightness into its alpha, in RGBA in place, as the engine reads masks. */
export function lightnessToAlpha(data: Uint8ClampedArray): void {
  for (let i = 0; i < data.length; i += 4) {
    data[i + 3] = ((data[i]! + data[i + 1]! + data[i + 2]!) / 3) * (data[i + 3]! / 255);
  }
}

/** Turns each pixel's alpha into its lightness, in RGBA in place. */
export function alphaToLightness(data: Uint8ClampedArray): void {
  for (let i = 0; i < data.length; i += 4) {
    data.fill(data[i + 3]!, i, i + 3);
    data[i + 3] = 255;
  }
}

/** Mean alpha of an RGBA image, 0 to 1. */
export function meanAlpha(data: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 3; i < data.length; i += 4) sum += data[i]!;
  return sum / 255 / (data.length / 4);
}
