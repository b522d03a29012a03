import type { WassersteinTarget } from '../../losses/objective';
import { rootSteps } from '../../losses/matrixRoot';
import { epsilon, leastNormShare, powerShare } from '../../losses/wasserstein';
import { likePlane, type Plane } from './plane';

/** A square matrix, row by row. */
type Matrix = Float64Array;

/**
 * The squared distance d^2 of the Wasserstein-2 style loss as losses/wasserstein.ts defines it, and the gradient of d^2 / 2
 * at x, the features already multiplied by the mask. The caller multiplies the gradient by the mask once more.
 */
export function wassersteinLoss(
  x: Plane,
  maskAt: (pixel: number) => number,
  target: Pick<WassersteinTarget, 'trace' | 'norm' | 'pixels'> & Goal,
): { squared: number; gradient: Plane } {
  const { channels, values } = x;
  const { pixels, goal, root } = target;
  const every = [...Array(x.height * x.width).keys()];
  const at = (pixel: number, channel: number): number => values[pixel * channels + channel]!;
  const mean = Float64Array.from(
    { length: channels },
    (_, i) => every.reduce((sum, pixel) => sum + maskAt(pixel) * at(pixel, i), 0) / pixels,
  );
  const second = matrixOf(
    channels,
    (i, j) => every.reduce((sum, pixel) => sum + at(pixel, i) * at(pixel, j), 0) / pixels,
  );
  const power = trace(second);
  const covariance = matrixOf(
    channels,
    (i, j) => second[i * channels + j]! - mean[i]! * mean[j]! + (i === j ? epsilon + powerShare * power : 0),
  );
  const middle = product(product(root, covariance), root);
  const norm = Math.max(frobenius(middle), leastNormShare * target.norm * power);
  const roots = squareRoots(middle, norm);
  const inverse = product(product(root, roots.inverse), root);
  const slope = matrixOf(channels, (i, j) => (i === j ? 1 : 0) - inverse[i * channels + j]!);
  const shift = mean.map((value, i) => value - goal[i]!);
  const gradient = likePlane(x);
  for (const pixel of every) {
    for (let i = 0; i < channels; i++) {
      let pull = maskAt(pixel) * shift[i]!;
      for (let j = 0; j < channels; j++) {
        pull += slope[i * channels + j]! * (at(pixel, j) - maskAt(pixel) * mean[j]!);
      }
      gradient.values[pixel * channels + i] = pull / pixels;
    }
  }
  const apart = shift.reduce((sum, value) => sum + value ** 2, 0);
  return { squared: apart + trace(covariance) + target.trace - 2 * trace(roots.root), gradient };
}

interface Goal {
  /** The style's mean. */
  readonly goal: ArrayLike<number>;
  readonly root: Matrix;
}

/** The iteration of losses/matrixRoot.ts. */
function squareRoots(matrix: Matrix, norm: number): { root: Matrix; inverse: Matrix } {
  const size = Math.sqrt(matrix.length);
  let root: Matrix = matrix.map(value => value / norm);
  let inverse = matrixOf(size, (i, j) => (i === j ? 1 : 0));
  for (let step = 0; step < rootSteps; step++) {
    const ratio = product(inverse, root);
    const change = matrixOf(size, (i, j) => (i === j ? 1.5 : 0) - ratio[i * size + j]! / 2);
    [root, inverse] = [product(root, change), product(change, inverse)];
  }
  const scale = Math.sqrt(norm);
  return { root: root.map(value => value * scale), inverse: inverse.map(value => value / scale) };
}

function matrixOf(size: number, value: (row: number, column: number) => number): Matrix {
  return Float64Array.from({ length: size * size }, (_, at) => value(Math.floor(at / size), at % size));
}

function product(a: Matrix, b: Matrix): Matrix {
  const size = Math.sqrt(a.length);
  return matrixOf(size, (i, j) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += a[i * size + k]! * b[k * size + j]!;
    return sum;
  });
}

function trace(matrix: Matrix): number {
  const size = Math.sqrt(matrix.length);
  return matrix.reduce((sum, value, at) => (at % (size + 1) === 0 ? sum + value : sum), 0);
}

function frobenius(matrix: Matrix): number {
  return Math.sqrt(matrix.reduce((sum, value) => sum + value ** 2, 0));
}
