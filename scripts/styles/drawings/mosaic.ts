import { createCells, type Metric } from '../cells';
import { hex, jitter, mix, palette, scale, tint, type Rgb } from '../color';
import { clamp, fract, hash, jitteredGrid, smoothstep, UNITS, type Point } from '../geometry';
import { fractal, type ScalarField } from '../noise';
import type { Random } from '../random';
import { shade, type Raster } from '../raster';
import type { Style } from '../style';

const TILE = 12.5;
const GROUT = hex('4a4038');
const DISCS = [
  palette('f4dfa2 e0a93b c2701f 8c2f1b f0d9a0 1f4e6b'),
  palette('f7ecd0 3f8f88 1f5f73 e3c06a 17405c f2e3bd'),
  palette('f5d77e b5381f f3e6c4 7d2018 d98e2b 2a3f5e'),
];
const WAVES = palette('123a5a 1f5f80 3c8ea0 8cc2b8 f0e6c8 2b6f8f 174a6c');

interface Disc extends Point {
  readonly radius: number;
}

/** Contours that the rows of tiles follow: rings inside the discs, waves that bend round them outside. */
function contours(discs: readonly Disc[], roll: ScalarField): ScalarField {
  return (x, y) => {
    const edge = Math.min(...discs.map(disc => Math.hypot(x - disc.x, y - disc.y) - disc.radius));
    if (edge < 0) return edge;
    const wave = y * 0.9 + 30 * Math.sin(x / 62 + roll(x, y)) + 26 * roll(y, x);
    return edge < 26 ? edge : wave;
  };
}

/** Angle of the contour through a position, in radians. */
function contourAngle(field: ScalarField, { x, y }: Point): number {
  const dx = field(x + 1.5, y) - field(x - 1.5, y);
  const dy = field(x, y + 1.5) - field(x, y - 1.5);
  return Math.atan2(dy, dx);
}

/** Maximum norm of the offset from a seed, turned by the seed's angle: cells under this metric grow to be square tiles. */
function squareMetric(angles: readonly number[]): Metric {
  const cosines = angles.map(Math.cos);
  const sines = angles.map(Math.sin);
  return (seed, dx, dy) => {
    const cosine = cosines[seed] ?? 1;
    const sine = sines[seed] ?? 0;
    return Math.max(Math.abs(dx * cosine + dy * sine), Math.abs(dy * cosine - dx * sine));
  };
}

/** Lloyd's relaxation under the square metric, after Hausner's "Simulating decorative mosaics" (2001). */
function settle(
  start: readonly Point[],
  field: ScalarField,
  rounds: number,
): { seeds: Point[]; angles: number[] } {
  let seeds = [...start];
  let angles = seeds.map(seed => contourAngle(field, seed));
  for (let round = 0; round < rounds; round += 1) {
    const cells = createCells(seeds, TILE * 2, squareMetric(angles));
    const sums = seeds.map(() => ({ x: 0, y: 0, count: 0 }));
    for (let y = -TILE; y < UNITS + TILE; y += 2) {
      for (let x = -TILE; x < UNITS + TILE; x += 2) {
        const sum = sums[cells.nearest(x, y).seed];
        if (sum === undefined) continue;
        sum.x += x;
        sum.y += y;
        sum.count += 1;
      }
    }
    seeds = seeds.map((seed, index) => {
      const { x, y, count } = sums[index] ?? { x: 0, y: 0, count: 0 };
      return count > 0 ? { x: x / count, y: y / count } : seed;
    });
    angles = seeds.map(seed => contourAngle(field, seed));
  }
  return { seeds, angles };
}

function draw(size: number, random: Random): Raster {
  const discs = jitteredGrid(random, 225, 0.15, 30).map(centre => ({
    ...centre,
    radius: random.range(62, 92),
  }));
  const roll = fractal(random, 240, 2);
  const field = contours(discs, roll);
  const { seeds, angles } = settle(jitteredGrid(random, TILE * 1.06, 0.2, TILE), field, 14);

  const colorOf = (seed: Point): Rgb => {
    const level = field(seed.x, seed.y);
    const disc = discs.findIndex(({ x, y, radius }) => Math.hypot(seed.x - x, seed.y - y) < radius + 26);
    const bands = disc < 0 ? WAVES : (DISCS[disc % DISCS.length] ?? WAVES);
    const band = disc < 0 ? fract(level / 150) * bands.length : clamp((level + 92) / 20, 0, bands.length - 1);
    return jitter(bands[Math.floor(band)] ?? GROUT, random, 11);
  };
  const colors = seeds.map(colorOf);
  const tilted = angles.map(angle => angle + random.gaussian() * 0.07);
  const cells = createCells(seeds, TILE * 2, squareMetric(tilted));
  const stone = fractal(random, 11, 4);
  const sand = fractal(random, 3, 2);

  return shade(size, (x, y) => {
    const { seed, first, second } = cells.nearest(x, y);
    const centre = seeds[seed];
    const color = colors[seed];
    if (centre === undefined || color === undefined) return GROUT;
    const inside = Math.min(TILE * 0.47 - first, (second - first) / 2 - 0.35) + 0.35 * sand(x, y);
    // The upper left side of each tile catches the light, the opposite one is in shade, and it tilts a little.
    const facing = (centre.x - x + (centre.y - y)) / TILE;
    const bevel = (1 - smoothstep(0.5, 2.2, inside)) * facing * 0.42;
    const tilt = 0.1 * (hash(seed, 1) - 0.5) + 0.14 * facing * (hash(seed, 2) - 0.3);
    const surface = tint(color, clamp(bevel + tilt + 0.13 * stone(x + seed * 37, y), -0.7, 0.7));
    const bed = scale(GROUT, 0.8 + 0.35 * sand(x, y));
    return mix(bed, surface, smoothstep(0, 0.7, inside));
  });
}

/** Small stone tiles laid along the contours of discs and waves. */
export const mosaic: Style = {
  name: 'mosaic',
  label: 'Mosaic',
  description: 'Small stone tiles laid in rings and waves, with dark grout',
  seed: 12,
  draw,
};
