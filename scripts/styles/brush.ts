import { clamp, lerp, UNITS, type Point } from './geometry';
import type { ScalarField } from './noise';

/** Paints a pixel of a stroke: `across` in [-1, 1] from side to side, `along` in [0, 1] from start to end. */
export type Touch = (pixel: number, across: number, along: number) => void;

/** Drags a brush of `width` units along a path; `taper` scales the width along the way (default 1). */
export type Sweep = (
  path: readonly Point[],
  width: number,
  touch: Touch,
  taper?: (along: number) => number,
) => void;

/** Unit normal of a path at one of its points, turned with the bend so that wide strokes have no gaps there. */
function normalAt(path: readonly Point[], index: number): Point {
  const before = path[Math.max(0, index - 1)];
  const after = path[Math.min(path.length - 1, index + 1)];
  if (before === undefined || after === undefined) return { x: 0, y: 1 };
  const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
  return { x: (before.y - after.y) / length, y: (after.x - before.x) / length };
}

/** A brush for a picture of `size` pixels; within one stroke it touches each pixel at most once. */
export function createBrush(size: number): Sweep {
  const lastStroke = new Int32Array(size * size);
  const pixelsPerUnit = size / UNITS;
  // Steps are below 1/sqrt(2) of a pixel, so that no pixel under the brush is skipped.
  const step = 0.6;
  let stroke = 0;
  return (path, width, touch, taper = () => 1) => {
    stroke += 1;
    const normals = path.map((_, index) => normalAt(path, index));
    path.slice(1).forEach((end, segment) => {
      const start = path[segment] ?? end;
      const from = normals[segment] ?? { x: 0, y: 1 };
      const to = normals[segment + 1] ?? from;
      const length = Math.hypot(end.x - start.x, end.y - start.y) * pixelsPerUnit || 1;
      // The outer side of a bend is longer than the path itself, so the brush advances by half a step.
      for (let travelled = 0; travelled < length; travelled += step / 2) {
        const t = travelled / length;
        const along = (segment + t) / (path.length - 1);
        const half = (width * pixelsPerUnit * taper(along)) / 2;
        const x = lerp(start.x, end.x, t) * pixelsPerUnit;
        const y = lerp(start.y, end.y, t) * pixelsPerUnit;
        const normalX = lerp(from.x, to.x, t);
        const normalY = lerp(from.y, to.y, t);
        for (let offset = -half; offset <= half; offset += step) {
          const column = Math.floor(x + normalX * offset);
          const row = Math.floor(y + normalY * offset);
          if (column < 0 || row < 0 || column >= size || row >= size) continue;
          const pixel = row * size + column;
          if (lastStroke[pixel] === stroke) continue;
          lastStroke[pixel] = stroke;
          touch(pixel, offset / half, along);
        }
      }
    });
  };
}

/** Path of `length` units that follows an angle field (radians), with `start` at its middle. */
export function streamline(angleAt: ScalarField, start: Point, length: number, step = 3): Point[] {
  const walk = (direction: 1 | -1): Point[] => {
    const points: Point[] = [];
    let { x, y } = start;
    for (let travelled = 0; travelled < length / 2; travelled += step) {
      const angle = angleAt(x, y);
      x += Math.cos(angle) * step * direction;
      y += Math.sin(angle) * step * direction;
      points.push({ x, y });
    }
    return points;
  };
  return [...walk(-1).reverse(), start, ...walk(1)];
}

/** Width profile of a loaded brush: set down roundly, lifted to a point; both shares of the length in [0, 1]. */
export function brushTaper(attack: number, release: number): (along: number) => number {
  return along => Math.sqrt(clamp(Math.min(along / attack, (1 - along) / release), 0.02, 1));
}
