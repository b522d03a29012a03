import { clamp, lerp } from './geometry';
import type { Random } from './random';

/** sRGB colour, each channel in [0, 255] (fractions allowed). */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Parses `rrggbb`. */
export function hex(code: string): Rgb {
  const value = Number.parseInt(code, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Parses a list of `rrggbb` codes separated by spaces. */
export function palette(codes: string): Rgb[] {
  return codes.split(' ').map(hex);
}

/** Blend from `a` (t = 0) to `b` (t = 1). */
export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  return [lerp(a[0], b[0], t), lerp(a[1], b[1], t), lerp(a[2], b[2], t)];
}

/** A lighter (amount > 0, towards white) or darker (amount < 0, towards black) colour; amount in [-1, 1]. */
export function tint(color: Rgb, amount: number): Rgb {
  return amount >= 0 ? mix(color, [255, 255, 255], amount) : scale(color, 1 + amount);
}

/** Every channel times `factor`. */
export function scale(color: Rgb, factor: number): Rgb {
  return [color[0] * factor, color[1] * factor, color[2] * factor];
}

/** Colour under a layer of transparent ink: the product of both, as with a filter. */
export function multiply(under: Rgb, ink: Rgb): Rgb {
  return [(under[0] * ink[0]) / 255, (under[1] * ink[1]) / 255, (under[2] * ink[2]) / 255];
}

/** A near neighbour of the colour: normal noise of `amount` (in channel steps) on light and hue. */
export function jitter(color: Rgb, random: Random, amount: number): Rgb {
  const light = random.gaussian() * amount;
  const vary = (channel: number): number => clamp(channel + light + random.gaussian() * amount * 0.5, 0, 255);
  return [vary(color[0]), vary(color[1]), vary(color[2])];
}

/** Colour at t in [0, 1] along evenly spaced stops. */
export function ramp(stops: readonly Rgb[], t: number): Rgb {
  const position = clamp(t) * (stops.length - 1);
  const index = Math.min(Math.floor(position), stops.length - 2);
  const [from, to] = stops.slice(index, index + 2);
  if (from === undefined || to === undefined) throw new RangeError('a ramp needs two stops or more');
  return mix(from, to, position - index);
}
