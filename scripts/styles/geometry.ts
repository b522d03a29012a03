import type { Random } from './random';

/** Side of every picture in design units; styles are laid out in units, whatever size they are drawn at. */
export const UNITS = 640;

/** A position or vector, in design units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Centre of the pixel with this index, in a picture of `size` pixels a side. */
export function pixelCentre(pixel: number, size: number): Point {
  const unitsPerPixel = UNITS / size;
  return { x: ((pixel % size) + 0.5) * unitsPerPixel, y: (Math.floor(pixel / size) + 0.5) * unitsPerPixel };
}

/** `value` clamped to [low, high]. */
export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(high, Math.max(low, value));
}

/** Linear blend from `a` (t = 0) to `b` (t = 1). */
export function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Hermite step: 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** Fractional part in [0, 1), also for negative values. */
export function fract(value: number): number {
  return value - Math.floor(value);
}

/** Repeatable pseudo-random value in [0, 1) for an integer cell; good enough to tell neighbours apart. */
export function hash(x: number, y = 0): number {
  let h = Math.imul(x | 0, 0x27d4eb2d) ^ Math.imul(y | 0, 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

/** Hexagonal grid of points, each moved by up to `jitter` * spacing, covering the picture and a margin. */
export function jitteredGrid(random: Random, spacing: number, jitter = 0.5, margin = spacing): Point[] {
  const points: Point[] = [];
  const rowHeight = (spacing * Math.sqrt(3)) / 2;
  let odd = false;
  for (let y = -margin; y < UNITS + margin; y += rowHeight) {
    for (let x = odd ? -margin + spacing / 2 : -margin; x < UNITS + margin; x += spacing) {
      points.push({
        x: x + random.range(-jitter, jitter) * spacing,
        y: y + random.range(-jitter, jitter) * spacing,
      });
    }
    odd = !odd;
  }
  return points;
}
