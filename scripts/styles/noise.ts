import { createNoise2D } from 'simplex-noise';
import type { Random } from './random';

/** A number for every position of the picture (design units). */
export type ScalarField = (x: number, y: number) => number;

/** Simplex noise in [-1, 1] whose features are about `scale` units wide. */
export function simplex(random: Random, scale: number): ScalarField {
  const noise = createNoise2D(random.next);
  return (x, y) => noise(x / scale, y / scale);
}

/** Fractal sum of simplex noise, normalised to [-1, 1]; each octave is half as wide and half as strong. */
export function fractal(random: Random, scale: number, octaves: number): ScalarField {
  const noise = createNoise2D(random.next);
  const total = 2 - 2 ** (1 - octaves);
  return (x, y) => {
    let sum = 0;
    for (let octave = 0; octave < octaves; octave += 1) {
      const frequency = 2 ** octave / scale;
      // The offset keeps octaves from sharing their zero at the origin.
      sum += noise(x * frequency + octave * 17.3, y * frequency - octave * 9.1) / 2 ** octave;
    }
    return sum / total;
  };
}

/** The field seen through a wobble of `amount` units, which breaks straight or circular contours. */
export function warped(field: ScalarField, random: Random, scale: number, amount: number): ScalarField {
  const dx = fractal(random, scale, 2);
  const dy = fractal(random, scale, 2);
  return (x, y) => field(x + amount * dx(x, y), y + amount * dy(x, y));
}
