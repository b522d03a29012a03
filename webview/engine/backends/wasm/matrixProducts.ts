import type { KernelModule } from './kernelModule';
import { layOut, type Crew, type Lengths } from './layOut';

/** Rows that one task computes. A Gram matrix is summed band by band, so that it is the same on any number of threads. */
const bandRows = 256;

function gramLengths(columns: number) {
  return {
    shared: { sum: columns * columns },
    task: { band: bandRows * columns, gram: columns * columns },
    thread: { panels: bandRows * columns },
  } satisfies Lengths<string>;
}

/** The shape of a right-hand matrix. */
type MatrixShape = readonly [depth: number, columns: number];

function productLengths([depth, columns]: MatrixShape) {
  return {
    shared: { right: depth * columns, panels: depth * columns },
    task: { left: bandRows * depth, product: bandRows * columns },
  } satisfies Lengths<string>;
}

/** Bytes of the module's memory that a style loss takes. */
export function styleBytes(channels: number, crew: Crew): number {
  return Math.max(layOut(gramLengths(channels), crew).bytes, productBytes([channels, channels], crew));
}

/** Bytes of the module's memory that `matrixProduct` takes. */
export function productBytes(shape: MatrixShape, crew: Crew): number {
  return layOut(productLengths(shape), crew).bytes;
}

/**
 * The Gram matrix x^T x of x [rows, columns], columns a multiple of 8.
 * @param result [columns, columns]
 */
export function gramProduct(
  module: KernelModule,
  x: Float32Array,
  columns: number,
  result: Float32Array,
): void {
  const { kernels } = module;
  const square = columns * columns;
  const { floats, at, taskBytes, threadBytes } = module.reserve(gramLengths(columns));
  const bands = bandsOf(x, columns);
  floats.fill(0, at.sum / 4, at.sum / 4 + square);
  module.run(
    bands.length,
    (index, place) => {
      const ahead = place * taskBytes;
      const band = bands[index]!;
      floats.set(band.numbers, (at.band + ahead) / 4);
      return {
        kind: 'gram',
        threadBytes,
        columns,
        height: band.rows,
        band: at.band + ahead,
        right: at.panels,
        result: at.gram + ahead,
      };
    },
    // The part left of the diagonal is not computed, and `mirror` overwrites it.
    (_, place) => kernels.addTo(at.sum, at.gram + place * taskBytes, square),
  );
  kernels.mirror(at.sum, columns);
  result.set(floats.subarray(at.sum / 4, at.sum / 4 + square));
}

/**
 * The product x y of x [rows, depth] and y [depth, columns], columns a multiple of 8.
 * @param result [rows, columns]
 */
export function matrixProduct(
  module: KernelModule,
  x: Float32Array,
  y: Float32Array,
  shape: MatrixShape,
  result: Float32Array,
): void {
  const [depth, columns] = shape;
  const { floats, at, taskBytes } = module.reserve(productLengths(shape));
  const bands = bandsOf(x, depth);
  floats.set(y, at.right / 4);
  module.kernels.packPanels(at.right, depth, columns, at.panels);
  module.run(
    bands.length,
    (index, place) => {
      const ahead = place * taskBytes;
      const band = bands[index]!;
      floats.set(band.numbers, (at.left + ahead) / 4);
      return {
        kind: 'multiply',
        depth,
        columns,
        // The rows that fill up to a multiple of 4 hold anything, and are not collected.
        height: inFours(band.rows),
        left: at.left + ahead,
        right: at.panels,
        result: at.product + ahead,
      };
    },
    (index, place) => {
      const start = (at.product + place * taskBytes) / 4;
      const { rows } = bands[index]!;
      result.set(floats.subarray(start, start + rows * columns), index * bandRows * columns);
    },
  );
}

/** A matrix x [rows, columns] cut into bands of rows. */
function bandsOf(
  x: Float32Array,
  columns: number,
): { readonly numbers: Float32Array; readonly rows: number }[] {
  const length = bandRows * columns;
  return Array.from({ length: Math.ceil(x.length / length) }, (_, i) => {
    const numbers = x.subarray(i * length, (i + 1) * length);
    return { numbers, rows: numbers.length / columns };
  });
}

function inFours(rows: number): number {
  return Math.ceil(rows / 4) * 4;
}
