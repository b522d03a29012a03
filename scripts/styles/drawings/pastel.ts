import { createBrush } from '../brush';
import { hex, jitter, mix, palette, ramp, tint, type Rgb } from '../color';
import { clamp, jitteredGrid, smoothstep, type Point } from '../geometry';
import { fractal, simplex } from '../noise';
import { shuffled, type Random } from '../random';
import { forEachPixel, getPixel, setPixel, shade, type Raster } from '../raster';
import type { Style } from '../style';

const PAPER = hex('53405f');
const STICKS = palette('2a3a7c 4c6fc4 8fb8e8 f3d7cf f5a7a0 e8625f b03a6b 6b2f74 e9a63c fbe3a1 4fa08b');

/** A hatching stroke: nearly straight, a little bowed, as the wrist turns. */
function hatch({ x, y }: Point, angle: number, length: number, bow: number): Point[] {
  return Array.from({ length: 9 }, (_, index) => {
    const t = index / 8 - 0.5;
    const lift = bow * (0.25 - t * t);
    return {
      x: x + length * t * Math.cos(angle) - lift * Math.sin(angle),
      y: y + length * t * Math.sin(angle) + lift * Math.cos(angle),
    };
  });
}

function draw(size: number, random: Random): Raster {
  const scene = fractal(random, 300, 3);
  const turn = simplex(random, 260);
  const tooth = fractal(random, 5, 3);
  const raster = shade(size, (x, y) => tint(PAPER, 0.1 * tooth(x, y)));
  const grain = new Float32Array(size * size);
  forEachPixel(size, (x, y, pixel) => (grain[pixel] = 0.5 + 0.5 * tooth(x, y)));
  const colorAt = (x: number, y: number): Rgb => {
    const level = 0.5 + 0.7 * scene(x, y) + 0.16 * Math.sin(y / 30 + 5 * scene(y, x));
    return ramp(STICKS, clamp(level));
  };

  const sweep = createBrush(size);
  /** One layer of hatching, `crossing` radians off the layer beneath. */
  const layer = (
    spacing: number,
    length: number,
    width: number,
    crossing: number,
    pressure: number,
  ): void => {
    for (const start of shuffled(jitteredGrid(random, spacing, 0.5, 30), random)) {
      // Whole patches are hatched in one direction, so the angle changes in steps.
      const angle = Math.round(turn(start.x, start.y) * 4) * 0.42 - 0.8 + crossing + random.gaussian() * 0.06;
      const accent = random.next() < 0.05 ? random.pick(STICKS) : colorAt(start.x, start.y);
      const color = jitter(accent, random, 13);
      const force = pressure * random.range(0.75, 1.2);
      const streaks = Array.from({ length: 16 }, () => random.gaussian() * 0.11);
      const path = hatch(start, angle, length * random.range(0.6, 1.3), random.range(-5, 7));
      sweep(path, width * random.range(0.7, 1.3), (pixel, across, along) => {
        // Chalk only reaches the peaks of the paper's tooth; pressure decides how far down it goes.
        const streak = streaks[Math.floor((across + 1) * 7.99)] ?? 0;
        const reach =
          force * (1 - 0.4 * across ** 4) * smoothstep(0, 0.05, Math.min(along, 1 - along)) + streak;
        const peak = grain[pixel] ?? 0;
        const cover = smoothstep(0.78 - reach, 1.3 - reach, peak);
        const dust = tint(color, 0.3 * (peak - 0.45) + 0.5 * streak);
        setPixel(raster, pixel, mix(getPixel(raster, pixel), dust, cover * 0.92));
      });
    }
  };
  layer(26, 110, 24, 0, 0.6);
  layer(17, 84, 9, 0.95, 0.62);
  layer(12, 66, 6, 0, 0.66);
  layer(17, 54, 5, -0.85, 0.76);
  return raster;
}

/** Chalk hatching in several directions on dark, toothed paper. */
export const pastel: Style = {
  name: 'pastel',
  label: 'Pastel hatching',
  description: 'Chalk strokes crossing on dark, toothed paper',
  seed: 14,
  draw,
};
