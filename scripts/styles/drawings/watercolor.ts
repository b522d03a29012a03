import { jitter, multiply, palette, type Rgb } from '../color';
import { clamp, jitteredGrid, smoothstep, type Point } from '../geometry';
import { fractal } from '../noise';
import { fillPolygon, outlineDistance } from '../polygon';
import { shuffled, type Random } from '../random';
import { getPixel, setPixel, shade, type Raster } from '../raster';
import type { Style } from '../style';

/** Transparent pigments in the order of the colour circle: neighbours mix cleanly, opposites to mud. */
const PIGMENTS = palette('e0245e f4552e f7a11a b9b51f 3f9f4a 0f95a0 2456b8 6b3fb0');

/** A leaf with its stalk at `root`: widest before the middle, with a tip that bends to one side. */
function leaf(random: Random, root: Point, angle: number, length: number): Point[] {
  const width = length * random.range(0.2, 0.34);
  const bend = random.range(-0.5, 0.5);
  const wobble = random.range(0, 6);
  const side = (sign: 1 | -1): Point[] =>
    Array.from({ length: 15 }, (_, index) => {
      const t = index / 14;
      const half = width * Math.sin(Math.PI * t ** 0.8) * (1 + 0.1 * Math.sin(t * 9 + wobble * sign)) * sign;
      const turned = angle + bend * t;
      const along = length * t;
      return {
        x: root.x + along * Math.cos(turned) - half * Math.sin(turned),
        y: root.y + along * Math.sin(turned) + half * Math.cos(turned),
      };
    });
  return [...side(1), ...side(-1).slice(1, -1).reverse()];
}

function draw(size: number, random: Random): Raster {
  const tooth = fractal(random, 5.5, 3);
  const bloom = fractal(random, 46, 4);
  const drift = fractal(random, 120, 3);
  const fray = fractal(random, 9, 3);
  const raster = shade(size, (x, y) => {
    const light = 1 - 0.03 * tooth(x, y);
    return [250 * light, 244 * light, 231 * light];
  });

  /** One wash: thin inside, with pigment carried to the rim, settled in the paper's hollows and driven into blooms. */
  const wash = (outline: readonly Point[], from: Rgb, to: Rgb, strength: number): void => {
    const [root = { x: 0, y: 0 }] = outline;
    const reach = Math.max(...outline.map(({ x, y }) => Math.hypot(x - root.x, y - root.y)));
    const phase = random.range(0, 900);
    fillPolygon(size, outline, (pixel, x, y) => {
      const depth = outlineDistance(outline, x, y) + 0.9 * fray(x, y);
      if (depth < 0.5) return;
      const rim = Math.exp(-depth / 1.5) * 0.85 + Math.exp(-depth / 7) * 0.3;
      const pool = 0.24 * smoothstep(0.05, 0.14, Math.abs(bloom(x + phase, y))) + 0.35 * bloom(x + phase, y);
      const settled = 0.34 * tooth(x, y);
      const load = strength * clamp(0.42 + rim + pool + settled, 0.05, 2) * smoothstep(0.3, 1.3, depth);
      // A wash over a dark passage is kept thin, or the colours would turn to mud.
      const under = getPixel(raster, pixel);
      const room = 0.06 + 0.94 * smoothstep(360, 690, under[0] + under[1] + under[2]);
      const mixing = smoothstep(
        0.15,
        0.85,
        Math.hypot(x - root.x, y - root.y) / reach + 0.4 * drift(x, y + phase),
      );
      // Beer-Lambert: twice the pigment lets through the square of the light.
      const filter = from.map((channel, index) => {
        const blended = channel + ((to[index] ?? channel) - channel) * mixing;
        return 255 * (blended / 255) ** (load * room);
      });
      setPixel(raster, pixel, multiply(under, [filter[0] ?? 255, filter[1] ?? 255, filter[2] ?? 255]));
    });
  };

  const spray = (spacing: number, length: number, strength: number): void => {
    for (const root of shuffled(jitteredGrid(random, spacing, 0.4, 60), random)) {
      const hue = Math.floor(
        (0.5 + 0.5 * drift(root.x * 0.45, root.y * 0.45)) * PIGMENTS.length * 1.5 + random.gaussian() * 0.5,
      );
      const pick = (offset: number): Rgb => PIGMENTS[(hue + offset + 80) % PIGMENTS.length] ?? [0, 0, 0];
      const leaves = 3 + Math.floor(random.next() * 4);
      const turn = random.range(0, 2 * Math.PI);
      for (let index = 0; index < leaves; index += 1) {
        const angle = turn + (index / leaves) * 2 * Math.PI + random.gaussian() * 0.15;
        const outline = leaf(random, root, angle, length * random.range(0.75, 1.25));
        wash(
          outline,
          jitter(pick(0), random, 12),
          jitter(pick(1), random, 12),
          strength * random.range(0.7, 1.3),
        );
      }
    }
  };
  spray(170, 140, 0.5);
  spray(118, 92, 0.85);
  spray(96, 46, 1.3);
  return raster;
}

/** Layered leaves in transparent washes with dark rims. */
export const watercolor: Style = {
  name: 'watercolor',
  label: 'Watercolor',
  description: 'Overlapping leaves in clear washes, with blooms and dark rims',
  seed: 8,
  draw,
};
