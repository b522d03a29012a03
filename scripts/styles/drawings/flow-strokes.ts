import { brushTaper, createBrush, streamline } from '../brush';
import { jitter, palette, ramp, tint, type Rgb } from '../color';
import { jitteredGrid } from '../geometry';
import { fractal, type ScalarField } from '../noise';
import { shuffled, type Random } from '../random';
import { setPixel, shade, type Raster } from '../raster';
import { lightRelief } from '../relief';
import type { Style } from '../style';

interface Vortex {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly spin: 1 | -1;
}

const NIGHT = palette('0f1c4d 17327f 1f4fa8 2f78bd 1d5a86 16306e');
const GLOW = palette('fff3b8 fbd24a f0a52a 9fc48f 4fa3b8 2a6fb5');

function placeVortices(random: Random): Vortex[] {
  return jitteredGrid(random, 215, 0.22, 60).map(({ x, y }) => ({
    x,
    y,
    radius: random.range(62, 112),
    spin: random.next() < 0.5 ? 1 : -1,
  }));
}

/** Distance to the nearest vortex, in radii of that vortex. */
function nearest(vortices: readonly Vortex[], x: number, y: number): number {
  return Math.min(...vortices.map(v => Math.hypot(x - v.x, y - v.y) / v.radius));
}

function swirlingAngle(vortices: readonly Vortex[], drift: ScalarField): ScalarField {
  return (x, y) => {
    const angle = drift(x, y) * 1.1 + 0.25;
    let vx = 0.5 * Math.cos(angle);
    let vy = 0.5 * Math.sin(angle);
    for (const vortex of vortices) {
      const dx = x - vortex.x;
      const dy = y - vortex.y;
      const distance = Math.hypot(dx, dy) + 1e-6;
      const pull = (2.2 * vortex.spin * Math.exp(-((distance / vortex.radius) ** 2) * 0.8)) / distance;
      vx += -dy * pull;
      vy += dx * pull;
    }
    return Math.atan2(vy, vx);
  };
}

function draw(size: number, random: Random): Raster {
  const vortices = placeVortices(random);
  const angleAt = swirlingAngle(vortices, fractal(random, 260, 2));
  const mood = fractal(random, 150, 3);
  const colorAt = (x: number, y: number): Rgb => {
    const reach = nearest(vortices, x, y) + 0.12 * mood(y, x);
    return reach < 1.05 ? ramp(GLOW, reach / 1.05) : ramp(NIGHT, 0.5 + 0.75 * mood(x, y));
  };

  const raster = shade(size, (x, y) => tint(colorAt(x, y), -0.35));
  const height = new Float32Array(size * size);
  const sweep = createBrush(size);
  const paint = (spacing: number, length: number, width: number): void => {
    for (const start of shuffled(jitteredGrid(random, spacing, 0.5), random)) {
      // Broken colour: neighbouring strokes differ more than the scene does.
      const color = jitter(
        colorAt(start.x + random.gaussian() * 12, start.y + random.gaussian() * 12),
        random,
        17,
      );
      const accent = random.next() < 0.12 ? 0.38 : 0;
      const bristles = Array.from({ length: 24 }, () => random.gaussian());
      const load = random.range(1.5, 4);
      const path = streamline(angleAt, start, length * random.range(0.6, 1.3));
      sweep(
        path,
        width * random.range(0.75, 1.25),
        (pixel, across, along) => {
          const bristle = bristles[Math.floor((across + 1) * 11.99)] ?? 0;
          setPixel(raster, pixel, tint(color, accent + 0.07 * bristle - 0.1 * Math.abs(across) ** 3));
          // Paint piles up at both sides of a stroke and where the brush is lifted.
          height[pixel] = load * (0.6 + 0.4 * bristle * (1 - 0.4 * along) + 0.9 * across ** 4 + along ** 4);
        },
        brushTaper(0.08, 0.3),
      );
    }
  };
  paint(17, 105, 17);
  paint(13, 74, 11);
  paint(20, 50, 7);
  return lightRelief(raster, height, { depth: 0.18, gloss: 0.55 });
}

/** Swirling oil strokes, thick enough to cast light and shadow. */
export const flowStrokes: Style = {
  name: 'flow-strokes',
  label: 'Flow strokes',
  description: 'Thick oil strokes swirling through a night of cobalt and gold',
  seed: 7,
  draw,
};
