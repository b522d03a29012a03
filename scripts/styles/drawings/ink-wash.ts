import { brushTaper, createBrush, streamline } from '../brush';
import { hex, tint } from '../color';
import { clamp, jitteredGrid, pixelCentre, smoothstep } from '../geometry';
import { fractal, simplex, warped } from '../noise';
import { radialOutline, fillPolygon, outlineDistance } from '../polygon';
import { shuffled, type Random } from '../random';
import { forEachPixel, shade, type Raster } from '../raster';
import type { Style } from '../style';

const PAPER = hex('f4ecd9');
/** Absorption of red, green and blue by the ink: a cool, blue-black pine soot. */
const ABSORPTION = [1.1, 1, 0.88] as const;

function draw(size: number, random: Random): Raster {
  const tooth = fractal(random, 4.2, 3);
  const fibre = fractal(random, 22, 3);
  const density = new Float32Array(size * size);
  const add = (pixel: number, amount: number): void => {
    density[pixel] = (density[pixel] ?? 0) + Math.max(0, amount);
  };

  // Wet washes: the ink creeps to the edge of each pool and dries there as a dark, crinkled line.
  for (const [width, level, strength] of [
    [230, -0.15, 0.1],
    [170, 0.05, 0.15],
    [120, 0.2, 0.24],
    [90, 0.36, 0.45],
  ] as const) {
    const pool = warped(fractal(random, width, 5), random, width / 3, width / 7);
    const cloud = fractal(random, width / 2, 4);
    forEachPixel(size, (x, y, pixel) => {
      const inside = (pool(x, y) - level) * width;
      const rim = 0.7 * Math.exp(-inside / 3) + 0.5 * Math.exp(-inside / 14);
      const body = clamp(0.6 + 0.7 * cloud(x, y) + rim + 0.16 * tooth(x, y), 0.05, 2);
      add(pixel, strength * body * smoothstep(-0.6, 0.9, inside));
    });
  }

  // Brush strokes: each hair carries its own ink, runs dry along the way and then skips over the paper's hollows.
  const sway = simplex(random, 420);
  const angleAt = (x: number, y: number): number => 2.3 * sway(x, y) - 0.7;
  const sweep = createBrush(size);
  const brush = (spacing: number, length: number, width: number, strength: number): void => {
    for (const start of shuffled(jitteredGrid(random, spacing, 0.5, 40), random)) {
      const hairs = Array.from({ length: 48 }, () => random.range(-0.45, 0.5));
      const turn = random.gaussian() * 0.3;
      const path = streamline((x, y) => angleAt(x, y) + turn, start, length * random.range(0.6, 1.35));
      const wetness = random.range(0.55, 1.15);
      const dark = strength * random.range(0.45, 1.3);
      sweep(
        path,
        width * random.range(0.5, 1.3),
        (pixel, across, along) => {
          const hair = hairs[Math.floor((across + 1) * 23.99)] ?? 0;
          const ink = wetness + hair * (0.3 + 1.2 * along) - 1.15 * along;
          const { x, y } = pixelCentre(pixel, size);
          const contact = smoothstep(0.05, 0.3, ink + 0.42 * tooth(x, y));
          const rim = 0.35 * smoothstep(0.82, 1, Math.abs(across)) * (1 - along);
          add(pixel, dark * contact * (0.55 + 0.45 * clamp(ink) + rim));
        },
        brushTaper(0.06, 0.2),
      );
    }
  };
  brush(128, 250, 54, 0.5);
  brush(88, 165, 21, 0.95);
  brush(66, 90, 6.5, 1.6);

  // Drops are flicked from the brush.
  for (const centre of jitteredGrid(random, 27, 0.6)) {
    const radius = 0.7 + 3.6 * random.next() ** 6;
    const phase = random.range(0, 50);
    const outline = radialOutline(centre, 20, angle => radius * (1 + 0.14 * Math.sin(angle * 3 + phase)));
    const dark = random.range(0.2, 1.2);
    fillPolygon(size, outline, (pixel, x, y) =>
      add(pixel, dark * (0.7 + 0.6 * Math.exp(-outlineDistance(outline, x, y)))),
    );
  }

  return shade(size, (x, y, pixel) => {
    const ink = 3 * (1 - Math.exp(-(density[pixel] ?? 0) / 1.9));
    const paper = tint(PAPER, 0.035 * fibre(x * 2, y * 0.5) + 0.03 * tooth(x, y));
    return [
      paper[0] * Math.exp(-ink * ABSORPTION[0]),
      paper[1] * Math.exp(-ink * ABSORPTION[1]),
      paper[2] * Math.exp(-ink * ABSORPTION[2]),
    ];
  });
}

/** Blooms, dry brush and flicked drops in blue-black ink. */
export const inkWash: Style = {
  name: 'ink-wash',
  label: 'Ink wash',
  description: 'Blooms and dry-brush sweeps of blue-black ink on warm paper',
  seed: 15,
  draw,
};
