import { mix, palette, ramp, tint, type Rgb } from '../color';
import { clamp, lerp, smoothstep, UNITS, type Point } from '../geometry';
import { fractal } from '../noise';
import { fillPolygon, outlineDistance } from '../polygon';
import type { Random } from '../random';
import { getPixel, setPixel, shade, type Raster } from '../raster';
import { lightRelief } from '../relief';
import { shatter } from '../shatter';
import type { Style } from '../style';

/** Families of planes: ochre, slate, umber, sage, bone. */
const PLANES = [
  palette('6b3f1a b87a33 e3b870'),
  palette('1f2f3f 4d6a80 a9bcc4'),
  palette('2a1c16 6b4a35 b08a66'),
  palette('2f4038 6f8268 c2c79e'),
  palette('8a6f52 cdb48c f1e4c4'),
  palette('5a1f16 a8452c dd8f62'),
];

function draw(size: number, random: Random): Raster {
  const raster = shade(size, () => [0, 0, 0]);
  const height = new Float32Array(size * size);
  const bristles = fractal(random, 26, 4);
  const canvas = fractal(random, 4, 2);
  const climate = fractal(random, 230, 2);
  const directions = [0.35, 1.15, 1.9, 2.75];

  const paintPlane = (polygon: readonly Point[], family: readonly Rgb[], opacity: number): void => {
    const [corner = { x: 0, y: 0 }, next = corner] = polygon;
    const angle = Math.atan2(next.y - corner.y, next.x - corner.x) + random.pick([0.5, 1]) * Math.PI;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const levels = polygon.map(({ x, y }) => x * cosine + y * sine);
    const [low, high] = [Math.min(...levels), Math.max(...levels)];
    const warmth = random.gaussian() * 9;
    const base = random.range(-0.16, 0.12);
    fillPolygon(size, polygon, (pixel, x, y) => {
      const level = x * cosine + y * sine;
      const across = y * cosine - x * sine;
      // Each plane passes from dark at one edge to light at the other, in visible brush marks.
      const passage = (level - low) / (high - low);
      const stroke = bristles(level * 1.5 + low * 7, across * 0.3);
      const edge = outlineDistance(polygon, x, y);
      const rim = smoothstep(2.4, 0.8, edge) * lerp(-0.6, 0.55, smoothstep(0.3, 0.7, passage));
      const color = tint(
        ramp(family, base + passage + 0.26 * stroke),
        clamp(rim + 0.06 * canvas(x, y), -0.8, 0.8),
      );
      const share = opacity < 1 ? opacity * smoothstep(0, 1, passage) : 1;
      const cast: Rgb = [color[0] + warmth, color[1], color[2] - warmth];
      setPixel(raster, pixel, mix(getPixel(raster, pixel), cast, share));
      height[pixel] = 3.2 * stroke * smoothstep(0, 3, edge) + 0.8 * canvas(x, y);
    });
  };

  const frame = [
    { x: -20, y: -20 },
    { x: UNITS + 20, y: -20 },
    { x: UNITS + 20, y: UNITS + 20 },
    { x: -20, y: UNITS + 20 },
  ];
  const familyAt = ({ x, y }: Point): readonly Rgb[] => {
    const t = 0.5 + 0.5 * climate(x, y) + random.gaussian() * 0.2;
    return PLANES[Math.floor(clamp(t, 0, 0.999) * PLANES.length)] ?? [];
  };
  for (const plane of shatter(frame, random, directions)) {
    paintPlane(plane, familyAt(plane[0] ?? { x: 0, y: 0 }), 1);
  }
  // A second, translucent set of planes over the first ties one form to the next.
  for (const plane of shatter(frame, random, directions)) {
    if (random.next() < 0.3) paintPlane(plane, random.pick(PLANES), 0.75);
  }
  return lightRelief(raster, height, { depth: 0.22, gloss: 0.25 });
}

/** Interlocking planes in ochre and slate, each shaded from edge to edge. */
export const prisms: Style = {
  name: 'prisms',
  label: 'Prisms',
  description: 'Cubist planes in ochre and slate, each shaded from edge to edge',
  seed: 4,
  draw,
};
