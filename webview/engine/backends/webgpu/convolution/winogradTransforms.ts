/**
 * Winograd's minimal filtering for 3x3 convolutions, Lavin & Gray, arXiv:1509.09308: F(m x m, 3 x 3) computes an m x m tile of
 * the output from an n x n patch d of the input, n = m + 2, with n^2 multiplications a channel pair instead of 9 m^2:
 * tile = A [(G g G^T) * (B d B^T)] A^T, the product * element by element. Matrices are made by Toom and Cook's method.
 */

export type Matrix = readonly (readonly number[])[];

export interface Transforms {
  /** B, [n, n]. */
  readonly input: Matrix;
  /** A, [m, n]. */
  readonly output: Matrix;
}

export interface Winograd {
  /** n, the side of a patch and of a transform. */
  readonly size: number;
  /** m, the side of a tile. */
  readonly tile: WinogradTile;
  /** G, [n, 3]. */
  readonly weights: Matrix;
  readonly forward: Transforms;
  /** Transforms for the kernel turned by 180 degrees, which use the weights transformed for the forward direction. */
  readonly backward: Transforms;
}

export type WinogradTile = 2 | 4;

/**
 * Interpolation points besides infinity. Each point's reciprocal is among them (0 and infinity are a pair), so that turning
 * a kernel, which takes each point to its reciprocal, only reorders and scales the transformed weights: one copy serves
 * both directions. The square roots also keep the rounding errors of m = 4 lower than the usual points 0, 1, -1, 2, -2 do.
 */
const pointsOf: Readonly<Record<WinogradTile, readonly number[]>> = {
  2: [0, 1, -1],
  4: [0, Math.SQRT2, -Math.SQRT2, Math.SQRT1_2, -Math.SQRT1_2],
};

const known = new Map<WinogradTile, Winograd>();

export function winograd(tile: WinogradTile): Winograd {
  const found = known.get(tile) ?? makeWinograd(tile);
  known.set(tile, found);
  return found;
}

function makeWinograd(tile: WinogradTile): Winograd {
  const points = pointsOf[tile];
  const size = tile + 2;
  const powers = (count: number): Matrix => [
    ...points.map(point => Array.from({ length: count }, (_, i) => point ** i)),
    Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : 0)),
  ];
  const scales = [...points.map((point, j) => product(without(points, j).map(other => point - other))), 1];
  const weights = powers(3).map((row, j) => row.map(value => value / scales[j]!));
  const forward: Transforms = {
    input: [...points.map((_, j) => padded(polynomial(without(points, j)), size)), polynomial(points)],
    output: transposed(powers(tile)),
  };
  return { size, tile, weights, forward, backward: turn(forward, weights) };
}

/**
 * The transforms for a turned kernel. Its transform has at position j what the kernel's has at `mirror[j]`, times a factor. So
 * instead of the weights, the input's and output's transforms are reordered: each row goes to the position of its weights.
 */
function turn({ input, output }: Transforms, weights: Matrix): Transforms {
  const turned = weights.map(row => [...row].reverse());
  const mirror = turned.map(row => weights.findIndex(other => isParallel(row, other)));
  const factor = turned.map(
    (row, j) => (norm(row) / norm(weights[mirror[j]!]!)) * (dot(row, weights[mirror[j]!]!) < 0 ? -1 : 1),
  );
  const at = (position: number): number => mirror.indexOf(position);
  return {
    input: input.map((_, position) => input[at(position)]!.map(value => value * factor[at(position)]!)),
    output: output.map(row => row.map((_, position) => row[at(position)]!)),
  };
}

/** The coefficients, lowest first, of the polynomial with these roots. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce<number[]>(
    (coefficients, root) => [0, ...coefficients].map((value, i) => value - root * (coefficients[i] ?? 0)),
    [1],
  );
}

function without(values: readonly number[], index: number): number[] {
  return values.filter((_, i) => i !== index);
}

function padded(values: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => values[i] ?? 0);
}

function transposed(matrix: Matrix): Matrix {
  return matrix[0]!.map((_, column) => matrix.map(row => row[column]!));
}

function product(values: readonly number[]): number {
  return values.reduce((a, b) => a * b, 1);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function norm(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}

function isParallel(a: readonly number[], b: readonly number[]): boolean {
  return Math.abs(Math.abs(dot(a, b)) - norm(a) * norm(b)) < 1e-9 * norm(a) * norm(b);
}
