import { createCells } from '../cells';
import { mix, palette, ramp, scale, tint, type Rgb } from '../color';
import { clamp, hash, jitteredGrid, smoothstep, UNITS, type Point } from '../geometry';
import { fractal, simplex, warped } from '../noise';
import type { Random } from '../random';
import { shade, type Raster } from '../raster';
import type { Style } from '../style';

/** One family of glass for each petal ring and for the ground, dark to light. */
const GLASS = [
  palette('5c0612 b3121f e8402f'),
  palette('7a3a05 d98a0c ffd257'),
  palette('0a1a5e 1d3fb0 4f86f0'),
  palette('06402b 0f8050 5fcf7e'),
  palette('3a0d5c 7a2aa8 c07be6'),
  palette('04465a 0c8fa8 6fdcdc'),
];
const LEAD: Rgb = [26, 24, 28];
const LEAD_WIDTH = 4.6;

/** Seeds in rings about a rosette's centre, so that its cells become petals. */
function rosette(random: Random, { x, y }: Point): Point[] {
  const petals = 7 + Math.floor(random.next() * 4);
  return [0, 26, 54, 84].flatMap((radius, ring) => {
    const count = ring === 0 ? 1 : petals * (ring === 3 ? 2 : 1);
    return Array.from({ length: count }, (_, index) => {
      const angle = ((index + ring * 0.5) / count) * 2 * Math.PI;
      return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
    });
  });
}

function draw(size: number, random: Random): Raster {
  const centres = jitteredGrid(random, 230, 0.16, 40);
  const ground = jitteredGrid(random, 46, 0.34, 80).filter(({ x, y }) =>
    centres.every(centre => Math.hypot(x - centre.x, y - centre.y) > 108),
  );
  const seeds = [...centres.flatMap(centre => rosette(random, centre)), ...ground];
  const flowers = createCells(centres, 400);
  const cells = createCells(seeds, 75);
  const bendX = warped(x => x, random, 130, 9);
  const bendY = warped((_x, y) => y, random, 130, 9);
  const streaks = fractal(random, 42, 4);
  const ripple = simplex(random, 9);
  const seedy = simplex(random, 3.2);

  const glass = seeds.map(({ x, y }, seed) => {
    const { seed: flower, first } = flowers.nearest(x, y);
    const petal = Math.round(first / 28) * 2 + flower + 1;
    // The ground keeps to two colours, with a stray piece of another now and then.
    const ground = 2 + Math.floor(hash(seed) * 1.7) + (hash(seed, 5) < 0.12 ? 2 : 0);
    return GLASS[(first > 100 ? ground : petal) % GLASS.length] ?? [LEAD, LEAD];
  });

  return shade(size, (px, py) => {
    const x = bendX(px, py);
    const y = bendY(px, py);
    const { seed, first, rival, second } = cells.nearest(x, y);
    const [own, other] = [seeds[seed], seeds[rival]];
    if (own === undefined || other === undefined) return LEAD;
    // The exact distance to the border is the difference of squares over twice the distance between the seeds.
    const border = (second * second - first * first) / (2 * Math.hypot(own.x - other.x, own.y - other.y));
    if (border < LEAD_WIDTH / 2) {
      // A rounded lead came: light on the side that faces the upper left.
      const across = border / (LEAD_WIDTH / 2);
      const facing = (own.x - other.x + (own.y - other.y)) / Math.hypot(own.x - other.x, own.y - other.y);
      return tint(LEAD, clamp(0.16 * (1 - across) - 0.22 * facing * across + 0.04 * ripple(x, y), -0.6, 0.5));
    }
    const angle = hash(seed, 3) * Math.PI;
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    const across = -x * Math.sin(angle) + y * Math.cos(angle);
    const streak = streaks(along * 0.45 + seed * 61, across * 1.9);
    const glow = smoothstep(0, 17, border);
    const light =
      0.22 + 0.56 * glow + 0.44 * streak + 0.2 * (hash(seed, 9) - 0.5) + 0.07 * ripple(x * 0.8, y * 1.2);
    const color = ramp(glass[seed] ?? [LEAD, LEAD], light);
    const grime = scale(color, 0.55 + 0.45 * smoothstep(LEAD_WIDTH / 2, LEAD_WIDTH / 2 + 5, border));
    const bubble = smoothstep(0.82, 0.95, seedy(x, y));
    const day = 1.08 - 0.22 * Math.hypot(px / UNITS - 0.5, py / UNITS - 0.5);
    return scale(mix(grime, tint(color, 0.6), 0.5 * bubble), day);
  });
}

/** Rosettes of leaded glass, lit from behind. */
export const stainedGlass: Style = {
  name: 'stained-glass',
  label: 'Stained glass',
  description: 'Jewel-colored rosettes in dark lead, lit from behind',
  seed: 21,
  draw,
};
