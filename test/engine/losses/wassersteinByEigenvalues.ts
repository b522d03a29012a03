// The Wasserstein-2 distance by its formula, in double precision and by eigenvalues, so without an iteration for matrix
// roots.

export interface Features {
  readonly channels: number;
  /** Features, [pixels, channels]. */
  readonly values: Float64Array;
  /** Masks of the pixels, [pixels]; a pixel's weight is its mask's square. */
  readonly weights: Float64Array;
}

type Matrix = readonly (readonly number[])[];

/**
 * Squared distance |m - n|^2 + tr(S + T - 2 (T^(1/2) S T^(1/2))^(1/2)) of means m, n and covariances S, T.
 * @param ridges values added to the diagonals of S and T
 */
export function distanceOf(image: Features, style: Features, ridges: readonly number[]): number {
  const [found, goal] = [momentsOf(image, ridges[0]!), momentsOf(style, ridges[1]!)];
  const root = squareRoot(goal.covariance);
  const middle = squareRoot(product(product(root, found.covariance), root));
  const apart = found.mean.reduce((sum, value, i) => sum + (value - goal.mean[i]!) ** 2, 0);
  return apart + trace(found.covariance) + trace(goal.covariance) - 2 * trace(middle);
}

function momentsOf(
  { channels, values, weights }: Features,
  ridge: number,
): { mean: number[]; covariance: Matrix } {
  const squares = [...weights].map(weight => weight ** 2);
  const total = squares.reduce((a, b) => a + b, 0);
  const every = [...Array(channels).keys()];
  const at = (pixel: number, channel: number): number => values[pixel * channels + channel]!;
  const mean = every.map(i => squares.reduce((sum, square, pixel) => sum + square * at(pixel, i), 0) / total);
  const covariance = every.map(i =>
    every.map(
      j =>
        squares.reduce(
          (sum, square, pixel) => sum + square * (at(pixel, i) - mean[i]!) * (at(pixel, j) - mean[j]!),
          0,
        ) /
          total +
        (i === j ? ridge : 0),
    ),
  );
  return { mean, covariance };
}

/** Weighted mean of the pixels' squared norms. */
export function powerOf({ channels, values, weights }: Features): number {
  const squares = weights.map(weight => weight ** 2);
  const sum = values.reduce((total, value, i) => total + squares[Math.floor(i / channels)]! * value ** 2, 0);
  return sum / squares.reduce((a, b) => a + b, 0);
}

function squareRoot(matrix: Matrix): Matrix {
  const { values, vectors } = eigen(matrix);
  const roots = values.map(value => Math.sqrt(Math.max(0, value)));
  return vectors.map(left =>
    vectors.map(right => left.reduce((sum, x, k) => sum + x * roots[k]! * right[k]!, 0)),
  );
}

/** Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations; the vectors are the columns. */
function eigen(matrix: Matrix): { values: number[]; vectors: number[][] } {
  const size = matrix.length;
  const a = matrix.map(row => [...row]);
  const vectors = a.map((_, i) => a.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const angle = Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const turn = (x: number, y: number): [number, number] => [c * x - s * y, s * x + c * y];
        for (const row of [...a, ...vectors]) [row[p], row[q]] = turn(row[p]!, row[q]!);
        for (let k = 0; k < size; k++) [a[p]![k], a[q]![k]] = turn(a[p]![k]!, a[q]![k]!);
      }
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map(row => b.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

function trace(matrix: Matrix): number {
  return matrix.reduce((sum, row, i) => sum + row[i]!, 0);
}
