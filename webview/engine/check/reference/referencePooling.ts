import { leastMeanSquare, poolingScale, poolWindow, type Pooling } from '../../network/pooling';
import { likePlane, plane, type Plane } from './plane';

/** Pooling by its definition, in plain loops. */
export function pool(x: Plane, pooling: Pooling): Plane {
  const [rows, columns] = windowOf(x);
  const result = plane(Math.floor(x.height / rows), Math.floor(x.width / columns), x.channels);
  eachWindow(x, (pooled, window) => {
    result.values[pooled] = pooledValue(
      window.map(at => x.values[at]!),
      pooling,
    );
  });
  return result;
}

/** The gradient of `pool` at its input, by its definition. @param x the input that was pooled */
export function poolGradient(gradient: Plane, pooling: Pooling, x: Plane): Plane {
  const result = likePlane(x);
  eachWindow(x, (pooled, window) => {
    const values = window.map(at => x.values[at]!);
    for (const [i, at] of window.entries()) {
      result.values[at] = gradient.values[pooled]! * slope(values, i, pooling);
    }
  });
  return result;
}

function pooledValue(values: readonly number[], pooling: Pooling): number {
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
  if (pooling === 'max') return Math.max(...values);
  if (pooling !== 'l2') return poolingScale[pooling] * mean(values);
  return poolingScale.l2 * Math.sqrt(Math.max(mean(values.map(value => value ** 2)), leastMeanSquare));
}

/** The derivative of a window's pooled value with respect to one of its values; of equal maxima only the first has any. */
function slope(values: readonly number[], index: number, pooling: Pooling): number {
  if (pooling === 'max') return values.indexOf(Math.max(...values)) === index ? 1 : 0;
  if (pooling !== 'l2') return poolingScale[pooling] / values.length;
  return (poolingScale.l2 ** 2 * values[index]!) / (values.length * pooledValue(values, 'l2'));
}

/** Visits every window with the indices of its pooled value and its values. An odd last row or column is in none. */
function eachWindow(x: Plane, visit: (pooled: number, window: readonly number[]) => void): void {
  const [rows, columns] = windowOf(x);
  const [height, width] = [Math.floor(x.height / rows), Math.floor(x.width / columns)];
  for (let index = 0; index < height * width * x.channels; index++) {
    const channel = index % x.channels;
    const left = (Math.floor(index / x.channels) % width) * columns;
    const top = Math.floor(index / x.channels / width) * rows;
    const window = Array.from({ length: rows * columns }, (_, place) => {
      const pixel = (top + Math.floor(place / columns)) * x.width + left + (place % columns);
      return pixel * x.channels + channel;
    });
    visit(index, window);
  }
}

function windowOf({ height, width, channels }: Plane): [rows: number, columns: number] {
  return poolWindow({ shape: [1, height, width, channels] });
}
