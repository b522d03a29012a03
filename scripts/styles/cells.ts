import { UNITS, type Point } from './geometry';

/** Distance from a position to the seed with this index; any metric that grows outwards will do. */
export type Metric = (seed: number, dx: number, dy: number) => number;

/** The two seeds nearest to a position; `second` - `first` goes to 0 at the border between their cells. */
export interface Neighbours {
  seed: number;
  first: number;
  rival: number;
  second: number;
}

/** A Voronoi diagram of `seeds`, queried position by position. */
export interface Cells {
  readonly nearest: (x: number, y: number) => Neighbours;
}

/** Buckets the seeds on a grid of `reach` units; seeds farther than `reach` from a position are not found. */
export function createCells(
  seeds: readonly Point[],
  reach: number,
  metric: Metric = (_seed, dx, dy) => Math.hypot(dx, dy),
): Cells {
  const margin = 2 * reach;
  const columns = Math.ceil((UNITS + 2 * margin) / reach) + 1;
  const buckets = Array.from({ length: columns * columns }, (): number[] => []);
  const slot = (units: number): number => Math.floor((units + margin) / reach);
  seeds.forEach(({ x, y }, seed) => buckets[slot(y) * columns + slot(x)]?.push(seed));

  const nearest = (x: number, y: number): Neighbours => {
    const found: Neighbours = { seed: -1, first: Infinity, rival: -1, second: Infinity };
    for (let row = slot(y) - 1; row <= slot(y) + 1; row += 1) {
      for (let column = slot(x) - 1; column <= slot(x) + 1; column += 1) {
        for (const seed of buckets[row * columns + column] ?? []) {
          const point = seeds[seed];
          if (point === undefined) continue;
          const distance = metric(seed, x - point.x, y - point.y);
          if (distance < found.first) {
            found.second = found.first;
            found.rival = found.seed;
            found.first = distance;
            found.seed = seed;
          } else if (distance < found.second) {
            found.second = distance;
            found.rival = seed;
          }
        }
      }
    }
    return found;
  };
  return { nearest };
}
