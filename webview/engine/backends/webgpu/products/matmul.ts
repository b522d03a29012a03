import type { Precision } from '../../../gradient/precision';
import { madeOnce, type Kernel } from '../program/kernel';
import { productKernel } from './product';
import type { Tiling } from '../tuning/tiling';

/** A plain matrix product for each batch: [rows, depth] x [depth, columns], or with the right matrix as [columns, depth]. */
export const matmulKernel = madeOnce(function matmulKernel(
  precision: Precision,
  tiling: Tiling,
  rightAlong: 'columns' | 'depth',
): Kernel {
  return productKernel({
    name: rightAlong === 'columns' ? 'matmul' : 'matmul, right transposed',
    precision,
    tiling,
    leftAlong: 'depth',
    rightAlong,
    hooks: `fn leftStart(batch: u32, segment: u32, row: u32) -> i32 { return i32((batch * p.rows + row) * p.depth); }
fn rightStart(batch: u32, segment: u32) -> u32 { return batch * 4 * p.depth * p.quads; }
fn store(batch: u32, row: u32, column: u32, value: vec4f) {
  result[(batch * p.rows + row) * p.quads + column] = Quad(value);
}
`,
  });
});
