import type { KernelModule } from './kernelModule';

/** Rows that lie in the module's memory at a time; a multiple of 4. */
const bandRows = 256;
/** Bands whose products are added up one after the other, before the sums are: see `pixelsInPart` in stockKernels.ts. */
const bandsInPart = 4;

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
  const part = floats.subarray(at.gram / 4, at.gram / 4 + square);
  result.fill(0);
  for (let row = 0; row < rows; row += bandRows) {
    if (row % (bandsInPart * bandRows) === 0) part.fill(0);
    const count = Math.min(bandRows, rows - row);
    floats.set(x.subarray(row * columns, (row + count) * columns), at.band / 4);
    kernels.packPanels(at.band, count, columns, at.panels);
    kernels.addGram(at.panels, count, columns, at.gram);
    if ((row / bandRows + 1) % bandsInPart !== 0 && row + bandRows < rows) continue;
    kernels.mirror(at.gram, columns);
    for (let i = 0; i < square; i++) result[i]! += part[i]!;
  }
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
