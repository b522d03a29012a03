import { hex, mix, multiply, palette, type Rgb } from '../color';
import { fract, jitteredGrid, smoothstep, type Point } from '../geometry';
import { fractal } from '../noise';
import { fillPolygon, outlineDistance, radialOutline } from '../polygon';
import { shuffled, type Random } from '../random';
import { sample, setPixel, shade, type Raster } from '../raster';
import type { Style } from '../style';

const PAPER = hex('f6efdf');
const BRIGHTS = palette('ff3f74 ffd21f 12a0de ff6a25 1fbb98 f58ac0 ffe98a 6350cc ff2f3f');
const BLACK = hex('16131a');

/** One printing plate: its ink, the screen's angle in degrees, and how far the plate is out of register. */
interface Plate {
  readonly ink: Rgb;
  readonly channel: 0 | 1 | 2;
  readonly degrees: number;
  readonly offset: Point;
}

const PITCH = 8.4;
const PLATES: readonly Plate[] = [
  { ink: hex('ffe500'), channel: 2, degrees: 2, offset: { x: -1.6, y: 1.2 } },
  { ink: hex('ec1b7a'), channel: 1, degrees: 75, offset: { x: 2.2, y: 0.6 } },
  { ink: hex('00a3dd'), channel: 0, degrees: 15, offset: { x: -1.2, y: -1.9 } },
];

function burst(random: Random, centre: Point, radius: number): Point[] {
  const spikes = 11 + Math.floor(random.next() * 5);
  let corner = 0;
  return radialOutline(centre, spikes * 2, () => {
    corner += 1;
    return radius * (corner % 2 === 0 ? random.range(1, 1.3) : random.range(0.6, 0.72));
  });
}

function cloud(random: Random, centre: Point, radius: number): Point[] {
  const puffs = 7 + Math.floor(random.next() * 3);
  const turn = random.next() * Math.PI;
  return radialOutline(
    centre,
    120,
    angle => radius * (0.72 + 0.34 * Math.abs(Math.sin((angle * puffs) / 2 + turn))),
  );
}

/** A lightning bolt of three offset bars, turned any way up. */
function bolt(random: Random, centre: Point, radius: number): Point[] {
  const angle = random.range(-0.6, 0.6) + (random.next() < 0.5 ? Math.PI : 0);
  const corners = [-0.1, -1.6, 0.75, -1.6, 0.3, -0.5, 0.8, -0.5, -0.45, 1.7, -0.15, 0.25, -0.75, 0.25];
  return Array.from({ length: corners.length / 2 }, (_, index) => {
    const x = (corners[index * 2] ?? 0) * radius;
    const y = (corners[index * 2 + 1] ?? 0) * radius;
    return {
      x: centre.x + x * Math.cos(angle) - y * Math.sin(angle),
      y: centre.y + x * Math.sin(angle) + y * Math.cos(angle),
    };
  });
}

/** The original that the plates are made from: continuous tones for the colours, and line work for black. */
interface Artwork {
  readonly tones: Raster;
  /** Mask of the black plate: 1 where it prints. */
  readonly lines: Float32Array;
}

function drawArtwork(size: number, random: Random): Artwork {
  const [sky = PAPER, haze = PAPER] = palette('2fb4ec ffe25a');
  const tones = shade(size, (x, y) => mix(sky, haze, 0.5 + 0.5 * Math.sin((x - 0.6 * y) / 30)));
  const lines = new Float32Array(size * size);
  const lay = (outline: readonly Point[], lineWidth: number): void => {
    const shadow = outline.map(({ x, y }) => ({ x: x + 6, y: y + 7 }));
    fillPolygon(size, shadow, pixel => (lines[pixel] = 1));
    const [from = PAPER, to = PAPER] = shuffled(BRIGHTS, random);
    const slope = random.range(-1, 1);
    fillPolygon(size, outline, (pixel, x, y) => {
      setPixel(tones, pixel, mix(from, to, 0.5 + 0.5 * Math.sin((slope * x + y) / 24)));
      lines[pixel] = outlineDistance(outline, x, y) < lineWidth ? 1 : 0;
    });
  };
  for (const centre of shuffled(jitteredGrid(random, 92, 0.3), random)) {
    const kind = random.next();
    const radius = random.range(46, 70);
    const shape = kind < 0.3 ? cloud : kind < 0.62 ? burst : kind < 0.8 ? bolt : undefined;
    if (shape !== undefined) lay(shape(random, centre, radius), 3.6);
    if (shape === bolt) continue;
    for (const ring of shape === undefined ? [1, 0.7, 0.4] : [0.45]) {
      lay(
        radialOutline(centre, 64, () => radius * ring),
        3.4,
      );
    }
  }
  return { tones, lines };
}

function draw(size: number, random: Random): Raster {
  const { tones, lines } = drawArtwork(size, random);
  const pulp = fractal(random, 7, 4);

  return shade(size, (x, y, pixel) => {
    let color: Rgb = mix(PAPER, hex('e2d3b4'), 0.3 + 0.4 * pulp(x, y));
    for (const { ink, channel, degrees, offset } of PLATES) {
      const cosine = Math.cos((degrees * Math.PI) / 180);
      const sine = Math.sin((degrees * Math.PI) / 180);
      const u = fract((x * cosine + y * sine) / PITCH) - 0.5;
      const v = fract((y * cosine - x * sine) / PITCH) - 0.5;
      const tone = 1 - (sample(tones, x + offset.x, y + offset.y)[channel] ?? 0) / 255;
      // Dots of this radius cover a share of the screen equal to the tone, and touch beyond three quarters.
      const radius = Math.sqrt(tone / Math.PI) * 1.08;
      const coverage = smoothstep(0.05, -0.05, Math.hypot(u, v) - radius + 0.03 * pulp(x * 2, y * 2));
      color = mix(color, multiply(color, ink), coverage * (0.93 + 0.07 * pulp(y, x)));
    }
    return mix(color, BLACK, (lines[pixel] ?? 0) * (0.94 + 0.08 * pulp(x * 3, y * 3)));
  });
}

/** Loud comic-strip shapes in coarse cyan, magenta and yellow dots. */
export const halftonePop: Style = {
  name: 'halftone-pop',
  label: 'Halftone pop',
  description: 'Comic-strip bursts in coarse ink dots, printed out of register',
  seed: 9,
  draw,
};
