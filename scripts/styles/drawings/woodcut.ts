import { carve } from '../carving';
import { hex, mix, multiply, tint, type Rgb } from '../color';
import { clamp, hash, smoothstep } from '../geometry';
import { fractal, simplex, type ScalarField } from '../noise';
import type { Random } from '../random';
import { shade, type Raster } from '../raster';
import type { Style } from '../style';

const PAPER = hex('f1e4c6');
const BLACK = hex('1b1714');
const VERMILION = hex('dc3f1d');
const SUN = { x: 430, y: 150, radius: 66 } as const;
const HILLS = 7;

interface Ground {
  /** Height of the picture at which this hill's outline passes x. */
  readonly outline: (x: number) => number;
  readonly slant: number;
  readonly spacing: number;
}

function raiseHills(random: Random): Ground[] {
  return Array.from({ length: HILLS }, (_, index) => {
    const roll = simplex(random, 170 + 20 * index);
    const base = 262 + 56 * index;
    return {
      outline: x => base + (44 - 2 * index) * roll(x, index * 100),
      slant: random.pick([-0.9, -0.45, 0.35, 0.8]),
      spacing: 7.5 + 0.8 * index,
    };
  });
}

interface Print {
  /** Depth of the cut, as from `carve`: positive where the key block is cut away. */
  readonly cut: number;
  /** True where the second, vermilion block prints. */
  readonly red: boolean;
}

function sky(x: number, y: number, noise: ScalarField, bend: ScalarField): Print {
  const distance = Math.hypot(x - SUN.x, y - SUN.y);
  // The angle is measured from straight down, where the hills hide its jump from one full turn to the next.
  const angle = Math.atan2(x - SUN.x, SUN.y - y);
  if (distance < SUN.radius) {
    const across = (angle + Math.PI) * 22;
    const cut = carve(
      { across, along: distance * 2, spacing: 9.2, tone: 0.9 - 0.4 * (distance / SUN.radius) },
      noise,
    );
    return { cut: Math.min(Math.max(cut, 30 - distance), SUN.radius - 3.5 - distance), red: true };
  }
  const across = distance + 26 * bend(x, y);
  const tone = 0.66 - 0.0009 * (distance - SUN.radius) + 0.3 * Math.sin(across / 21);
  return {
    cut: carve({ across, along: angle * 190, spacing: 8, tone }, noise),
    red: Math.sin(across / 21 + 2.2) > 0.72,
  };
}

function hill(
  ground: Ground,
  index: number,
  x: number,
  y: number,
  noise: ScalarField,
  bend: ScalarField,
): Print {
  const depth = y - ground.outline(x);
  if (depth < 4.5) return { cut: -1, red: false };
  // Alternate hills are cut along the slope and down it, so that each stands off from the next.
  const downhill = index % 2 === 0;
  const bent = 16 * bend(x * 1.3, y * 1.3);
  const [across, along] = downhill
    ? [x + ground.slant * depth + bent, depth * 1.6 + hash(index) * 300]
    : [depth + bent * 0.6, x];
  const tone = downhill ? 1.02 - 0.0135 * depth : 0.3 + 0.011 * depth;
  const cut = carve({ across, along, spacing: ground.spacing, tone: clamp(tone, 0.22, 0.95) }, noise);
  return { cut: Math.min(cut, depth - 4.5), red: index === 1 || index === 4 };
}

function draw(size: number, random: Random): Raster {
  const hills = raiseHills(random);
  const noise = simplex(random, 34);
  const bend = fractal(random, 190, 2);
  const grain = fractal(random, 5, 3);
  const fibre = fractal(random, 14, 3);

  return shade(size, (x, y) => {
    const index = hills.findLastIndex(ground => y > ground.outline(x));
    const ground = hills[index];
    const { cut, red } =
      ground === undefined ? sky(x, y, noise, bend) : hill(ground, index, x, y, noise, bend);
    const paper = tint(PAPER, 0.05 * fibre(x * 0.5, y * 2));
    // Oil ink lies unevenly: specks of paper show along the grain of the plank.
    const speckle = smoothstep(0.42, 0.75, grain(x * 0.45, y * 1.8));
    const overRed: Rgb = red ? mix(multiply(paper, VERMILION), paper, 0.06 + 0.5 * speckle) : paper;
    const edge = smoothstep(-0.35, 0.35, cut + 0.5 * grain(x, y));
    return mix(mix(BLACK, overRed, 0.45 * speckle), overRed, edge);
  });
}

/** A landscape cut with a gouge, printed in black and vermilion. */
export const woodcut: Style = {
  name: 'woodcut',
  label: 'Woodcut',
  description: 'Carved hatching in black on cream, with a vermilion second block',
  seed: 3,
  draw,
};
