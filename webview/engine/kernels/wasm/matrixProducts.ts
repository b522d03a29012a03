import type { KernelModule } from './kernelModule';

/** Rows that lie in the module's memory at a time; a multiple of 4. */
const bandRows = 256;

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
  const rows = x.length / columns;
  const square = columns * columns;
  const { floats, at } = module.reserve({
    band: bandRows * columns,
    panels: bandRows * columns,
    gram: square,
  });
  floats.fill(0, at.gram / 4, at.gram / 4 + square);
  for (let row = 0; row < rows; row += bandRows) {
    const count = Math.min(bandRows, rows - row);
    floats.set(x.subarray(row * columns, (row + count) * columns), at.band / 4);
    kernels.packPanels(at.band, count, columns, at.panels);
    kernels.addGram(at.panels, count, columns, at.gram);
  }
  kernels.mirror(at.gram, columns);
  result.set(floats.subarray(at.gram / 4, at.gram / 4 + square));
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
  const { kernels } = module;
  const rows = x.length / columns;
  const square = columns * columns;
  const { floats, at } = module.reserve({
    right: square,
    panels: square,
    left: bandRows * columns,
    product: bandRows * columns,
  });
  floats.set(y, at.right / 4);
  kernels.packPanels(at.right, columns, columns, at.panels);
  for (let row = 0; row < rows; row += bandRows) {
    const count = Math.min(bandRows, rows - row);
    floats.set(x.subarray(row * columns, (row + count) * columns), at.left / 4);
    // What the rows up to the next multiple of 4 hold goes nowhere.
    kernels.multiply(at.left, at.panels, inFours(count), columns, columns, at.product);
    result.set(floats.subarray(at.product / 4, at.product / 4 + count * columns), row * columns);
  }
}

function inFours(count: number): number {
  return Math.ceil(count / 4) * 4;
}
