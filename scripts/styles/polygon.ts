import { UNITS, type Point } from './geometry';

/** Distance from a position to the outline of a polygon, in units. */
export function outlineDistance(outline: readonly Point[], x: number, y: number): number {
  let nearest = Infinity;
  let from = outline[outline.length - 1];
  for (const to of outline) {
    if (from !== undefined) {
      const dx = to.x - from.x;
      const dy = to.y - from.y;
      const share = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1);
      const held = Math.min(1, Math.max(0, share));
      nearest = Math.min(nearest, (x - from.x - held * dx) ** 2 + (y - from.y - held * dy) ** 2);
    }
    from = to;
  }
  return Math.sqrt(nearest);
}

/** Crossings of the outline with a horizontal line, from left to right, in units. */
function crossings(outline: readonly Point[], y: number): number[] {
  const found: number[] = [];
  let from = outline[outline.length - 1];
  for (const to of outline) {
    if (from !== undefined && from.y <= y !== to.y <= y) {
      found.push(from.x + ((y - from.y) * (to.x - from.x)) / (to.y - from.y));
    }
    from = to;
  }
  return found.sort((a, b) => a - b);
}

/** Visits each pixel inside a polygon (even-odd rule) of a picture of `size` pixels, with its position in units. */
export function fillPolygon(
  size: number,
  outline: readonly Point[],
  visit: (pixel: number, x: number, y: number) => void,
): void {
  const unitsPerPixel = UNITS / size;
  const toPixel = (units: number): number =>
    Math.min(size, Math.max(0, Math.ceil(units / unitsPerPixel - 0.5)));
  const heights = outline.map(({ y }) => y);
  for (let row = toPixel(Math.min(...heights)); row < toPixel(Math.max(...heights)); row += 1) {
    const y = (row + 0.5) * unitsPerPixel;
    const ends = crossings(outline, y);
    for (let pair = 0; pair + 1 < ends.length; pair += 2) {
      for (let column = toPixel(ends[pair] ?? 0); column < toPixel(ends[pair + 1] ?? 0); column += 1) {
        visit(row * size + column, (column + 0.5) * unitsPerPixel, y);
      }
    }
  }
}

/** Closed outline about a centre whose radius depends on the angle (radians); `steps` corners. */
export function radialOutline(centre: Point, steps: number, radiusAt: (angle: number) => number): Point[] {
  return Array.from({ length: steps }, (_, index) => {
    const angle = (index / steps) * 2 * Math.PI;
    const radius = radiusAt(angle);
    return { x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) };
  });
}
