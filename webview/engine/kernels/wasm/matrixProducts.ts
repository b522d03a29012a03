import type { KernelModule } from './kernelModule';
import { layOut, type Crew, type Lengths } from './layOut';

/** Rows that are computed at a time. Of a Gram matrix they are summed first: the same for any number of threads. */
const bandRows = 256;

function gramLengths(columns: number) {
  return {
    shared: { sum: columns * columns },
    task: { band: bandRows * columns, gram: columns * columns },
    thread: { panels: bandRows * columns },
  } satisfies Lengths<string>;
}

function squareLengths(columns: number) {
  return {
    shared: { right: columns * columns, panels: columns * columns },
    task: { left: bandRows * columns, product: bandRows * columns },
  } satisfies Lengths<string>;
}

/** Bytes of the module's memory that a style loss takes. */
export function productBytes(columns: number, crew: Crew): number {
  return Math.max(layOut(gramLengths(columns), crew).bytes, layOut(squareLengths(columns), crew).bytes);
}

/**
 * x^T x for x [rows, columns], columns a multiple of 8.
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
    // What lies left of the diagonal goes nowhere.
    (_, place) => kernels.addTo(at.sum, at.gram + place * taskBytes, square),
  );
  kernels.mirror(at.sum, columns);
  result.set(floats.subarray(at.sum / 4, at.sum / 4 + square));
}

/**
 * x y for x [rows, columns] and y [columns, columns], columns a multiple of 8.
 * @param result as x
 */
export function squareProduct(
  module: KernelModule,
  x: Float32Array,
  y: Float32Array,
  columns: number,
  result: Float32Array,
): void {
  const { floats, at, taskBytes } = module.reserve(squareLengths(columns));
  const bands = bandsOf(x, columns);
  floats.set(y, at.right / 4);
  module.kernels.packPanels(at.right, columns, columns, at.panels);
  module.run(
    bands.length,
    (index, place) => {
      const ahead = place * taskBytes;
      const band = bands[index]!;
      floats.set(band.numbers, (at.left + ahead) / 4);
      return {
        kind: 'multiply',
        depth: columns,
        columns,
        // What the rows up to the next multiple of 4 hold goes nowhere.
        height: inFours(band.rows),
        left: at.left + ahead,
        right: at.panels,
        result: at.product + ahead,
      };
    },
    (index, place) => {
      const start = (at.product + place * taskBytes) / 4;
      const { numbers } = bands[index]!;
      result.set(floats.subarray(start, start + numbers.length), index * bandRows * columns);
    },
  );
}

/** x [rows, columns] in bands of rows. */
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
