import { hex, mix, palette, scale, tint, type Rgb } from '../color';
import { fract, hash, smoothstep, UNITS, type Point } from '../geometry';
import { fractal, simplex } from '../noise';
import type { Random } from '../random';
import { shade, type Raster } from '../raster';
import type { Style } from '../style';

interface Drop extends Point {
  readonly radius: number;
  readonly color: Rgb;
}

const BATH = hex('14284a');
const CREAM = hex('f3e8d2');
/** Inks in the order in which they are thrown; early ones end up as veins between late ones. */
const INKS = palette('f3e8d2 b8322a 14284a d9a441 f3e8d2 2f7d78 c9563a 0f2038 f3e8d2 d9a441 1d5a72 b8322a');
const DROPS_PER_INK = 44;

function throwDrops(random: Random): Drop[] {
  return Array.from({ length: INKS.length * DROPS_PER_INK }, (_, index) => {
    const round = Math.floor(index / DROPS_PER_INK);
    return {
      x: random.range(-60, UNITS + 60),
      y: random.range(-60, UNITS + 60),
      radius: random.range(11, 30) * (1 - (0.45 * round) / INKS.length),
      color: INKS[round] ?? CREAM,
    };
  });
}

/**
 * The drop that covers a position of the bath. Each drop pushed all earlier ink outwards, preserving its area, so the drops
 * are undone from the last to the first until one is found to cover the position.
 */
function inkAt(drops: readonly Drop[], x: number, y: number): { index: number; color: Rgb } {
  let px = x;
  let py = y;
  for (let index = drops.length - 1; index >= 0; index -= 1) {
    const drop = drops[index];
    if (drop === undefined) continue;
    const dx = px - drop.x;
    const dy = py - drop.y;
    const squared = dx * dx + dy * dy;
    const area = drop.radius * drop.radius;
    if (squared < area) return { index, color: drop.color };
    const pull = Math.sqrt(1 - area / squared);
    px = drop.x + dx * pull;
    py = drop.y + dy * pull;
  }
  return { index: -1, color: BATH };
}

/**
 * Drag, in [0, 1], of a comb with teeth `pitch` units apart, each of which reaches `reach` units: most at a tooth and none
 * halfway to the next, so that teeth that pull in opposite directions do not tear the pattern.
 */
function drag(position: number, pitch: number, reach: number): number {
  const distance = Math.abs(fract(position / pitch) - 0.5) * pitch;
  const floor = 1 / (1 + (pitch / 2 / reach) ** 2);
  return (1 / (1 + (distance / reach) ** 2) - floor) / (1 - floor);
}

/** Direction of the tooth at a position: 1 and -1 alternate from tooth to tooth. */
function alternate(position: number, pitch: number): 1 | -1 {
  return Math.floor(position / pitch) % 2 === 0 ? 1 : -1;
}

function draw(size: number, random: Random): Raster {
  const drops = throwDrops(random);
  const wander = simplex(random, 210);
  const shiver = fractal(random, 60, 3);
  const fibre = fractal(random, 4, 3);
  const mottle = fractal(random, 26, 3);

  return shade(size, (x, y) => {
    // The last stroke is undone first: a wide comb in waves, then a close one, then the first rake back and forth.
    let px = x + 3.2 * shiver(x, y);
    let py = y + 3.2 * shiver(y + 400, x);
    const wave = 20 * Math.sin(py / 44) + 10 * wander(px, py);
    px += wave;
    py -= 58 * alternate(px, 58) * drag(px, 58, 10);
    px += 36 * drag(py, 24, 6);
    py -= 85 * alternate(px, 104) * drag(px, 104, 20);

    const { index, color } = inkAt(drops, px, py);
    const shadeOfDrop = 0.12 * (hash(index, 3) - 0.5) + 0.07 * mottle(px, py) + 0.05 * fibre(x, y);
    const pinhole = smoothstep(0.72, 0.86, fibre(x * 0.8 + 90, y * 0.8));
    return scale(mix(tint(color, shadeOfDrop), CREAM, 0.45 * pinhole), 1 + 0.03 * fibre(x * 2, y));
  });
}

/** Ink floated on a bath and combed, as on old end papers. */
export const marbledPaper: Style = {
  name: 'marbled-paper',
  label: 'Marbled paper',
  description: 'Floating inks combed into feathers, as on old end papers',
  seed: 5,
  draw,
};
