import { carve } from '../carving';
import { hex, mix, palette, tint, type Rgb } from '../color';
import { hash, smoothstep } from '../geometry';
import { fractal, simplex, type ScalarField } from '../noise';
import type { Random } from '../random';
import { shade, type Raster } from '../raster';
import type { Style } from '../style';

const PAPER = hex('f2ead6');
const INK = hex('10254a');
const BLUES = palette('16376b 24598f 3f86b5 7db8cf b9dadb');
const CORAL = hex('e8745a');
const RADIUS = 66;

/** A fan of the wave pattern, as seen from a position in it, with the values that choose its carving and its blue. */
interface Fan {
  readonly id: number;
  /** Distance from the fan's centre, in units, and the angle about it, in radians. */
  readonly distance: number;
  readonly angle: number;
  readonly radius: number;
}

/** The topmost fan at a position: rows overlap like roof tiles, lower rows in front. */
function fanAt(x: number, y: number, sway: ScalarField): Fan | undefined {
  const rowHeight = RADIUS * 0.5;
  for (let row = Math.ceil((y + RADIUS * 1.2) / rowHeight) + 1; row >= -3; row -= 1) {
    const shift = row % 2 === 0 ? 0 : RADIUS;
    const nearest = Math.round((x - shift) / (2 * RADIUS));
    for (const column of [nearest, nearest - 1, nearest + 1]) {
      const id = row * 64 + column;
      const dx = x - (column * 2 * RADIUS + shift + 9 * (hash(id, 1) - 0.5));
      const dy = y - (row * rowHeight + 14 * (hash(id, 2) - 0.5));
      const angle = Math.atan2(dx, -dy);
      const radius = RADIUS * (1.06 + 0.2 * (hash(id, 3) - 0.5)) + 2.2 * sway(x + id, y);
      const distance = Math.hypot(dx, dy);
      if (distance < radius) return { id, distance, angle, radius };
    }
  }
  return undefined;
}

/** Signed depth of the carving, in units, positive where the block is cut away; one of four ways to fill a fan. */
function carveFan({ id, distance, angle, radius }: Fan, noise: ScalarField): number {
  const depth = radius - distance;
  const kind = Math.floor(hash(id, 7) * 4);
  const rings = carve({ across: distance, along: angle * 60 + id * 40, spacing: 11, tone: 0.62 }, noise);
  if (kind === 0) return rings;
  const wedge = angle * 9;
  const rays = carve(
    { across: wedge * 6.2, along: distance * 1.6 + id * 30, spacing: 6.2, tone: 0.95 - 0.011 * depth },
    noise,
  );
  if (kind === 1) return depth < 21 ? rings : rays * (distance / radius);
  const fine = carve(
    { across: distance, along: angle * 70 + id * 90, spacing: 6.4, tone: 0.72 - 0.006 * depth },
    noise,
  );
  if (kind === 2) return fine;
  // Spray: round gouge marks set out in rings.
  const ring = Math.floor(depth / 11);
  const around = ((angle * (radius - ring * 11)) / 11 + (ring % 2) * 0.5) % 1;
  const offCentre = Math.hypot((Math.abs(around) - 0.5) * 11, (depth / 11 - ring - 0.5) * 11);
  return 3.7 - 0.3 * ring - offCentre + 0.9 * noise(distance * 3, angle * 90);
}

function draw(size: number, random: Random): Raster {
  const sway = simplex(random, 46);
  const noise = simplex(random, 30);
  const wear = fractal(random, 6, 3);
  const fibre = fractal(random, 16, 3);
  const tide = fractal(random, 260, 2);

  const printAt = (x: number, y: number): Rgb => {
    const paper = tint(PAPER, 0.05 * fibre(x * 2, y * 0.6));
    const fan = fanAt(x, y, sway);
    if (fan === undefined) return paper;
    const depth = fan.radius - fan.distance;
    const shadeOf = 0.5 + 0.55 * tide(x, y) + 0.5 * (hash(fan.id, 4) - 0.5);
    const index = Math.min(BLUES.length - 1, Math.max(0, Math.floor(shadeOf * BLUES.length)));
    const warm = hash(fan.id, 5) < 0.13;
    // Bokashi: the colour block is wiped so that each fan pales towards its rim.
    const flat = mix(
      warm ? CORAL : (BLUES[index] ?? INK),
      PAPER,
      0.55 * smoothstep(30, 4, depth) * (warm ? 0.5 : 1),
    );
    const color = mix(flat, paper, 0.1 + 0.5 * smoothstep(0.45, 0.8, wear(x * 0.6, y * 1.5)));
    if (depth < 2.6 + 0.6 * wear(x, y)) return tint(INK, 0.1 * wear(x, y));
    if (depth < 7) return paper;
    const cut = carveFan(fan, noise) + 0.35 * wear(x, y);
    // Dark fans are cut to the paper; light ones carry their lines in the key block's ink.
    const dark = index < 2 && !warm;
    const line = dark ? mix(INK, color, 0.55) : INK;
    const speckled = mix(line, color, 0.4 * smoothstep(0.4, 0.75, wear(x, y)));
    return mix(speckled, dark ? paper : color, smoothstep(-0.3, 0.3, cut));
  };
  return shade(size, printAt);
}

/** Overlapping wave fans, block-printed in Prussian blues. */
export const wavePrint: Style = {
  name: 'wave-print',
  label: 'Wave print',
  description: 'Block-printed wave fans in Prussian blues with a little coral',
  seed: 6,
  draw,
};
