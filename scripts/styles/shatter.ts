import type { Point } from './geometry';
import type { Random } from './random';

/** Area of a polygon, in square units. */
function area(polygon: readonly Point[]): number {
  let twice = 0;
  polygon.forEach((point, index) => {
    const next = polygon[(index + 1) % polygon.length] ?? point;
    twice += point.x * next.y - next.x * point.y;
  });
  return Math.abs(twice) / 2;
}

/** Compactness of a polygon: 1 for a disc, 0.6 for an equilateral triangle, near 0 for a sliver. */
function compactness(polygon: readonly Point[]): number {
  let perimeter = 0;
  polygon.forEach((point, index) => {
    const next = polygon[(index + 1) % polygon.length] ?? point;
    perimeter += Math.hypot(next.x - point.x, next.y - point.y);
  });
  return (4 * Math.PI * area(polygon)) / (perimeter * perimeter || 1);
}

/** Both halves of a convex polygon on either side of the line through `through` at `angle`. */
function split(polygon: readonly Point[], through: Point, angle: number): [Point[], Point[]] {
  const side = ({ x, y }: Point): number =>
    (y - through.y) * Math.cos(angle) - (x - through.x) * Math.sin(angle);
  const halves: [Point[], Point[]] = [[], []];
  polygon.forEach((point, index) => {
    const next = polygon[(index + 1) % polygon.length] ?? point;
    const [here, there] = [side(point), side(next)];
    halves[here >= 0 ? 0 : 1].push(point);
    if (here >= 0 === there >= 0) return;
    const t = here / (here - there);
    const crossing = { x: point.x + (next.x - point.x) * t, y: point.y + (next.y - point.y) * t };
    halves[0].push(crossing);
    halves[1].push(crossing);
  });
  return halves;
}

/** Cuts a convex polygon again and again, mostly along a few shared directions (radians), as cubist pictures are built. */
export function shatter(polygon: Point[], random: Random, directions: readonly number[]): Point[][] {
  const size = area(polygon);
  if (size < 1500 || (size < 4200 && random.next() < 0.35)) return [polygon];
  const mean = (key: 'x' | 'y'): number =>
    polygon.reduce((sum, point) => sum + point[key], 0) / polygon.length;
  const reach = Math.sqrt(size) * 0.12;
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const through = { x: mean('x') + random.gaussian() * reach, y: mean('y') + random.gaussian() * reach };
    const halves = split(polygon, through, random.pick(directions) + random.gaussian() * 0.1);
    // A cut that leaves a sliver is tried again in another direction.
    if (halves.some(half => compactness(half) <= 0.3)) continue;
    return halves.flatMap(half => shatter(half, random, directions));
  }
  return [polygon];
}
