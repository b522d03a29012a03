import type { Precision } from '../../../gradient/precision';
import type { Elements } from '../program/kernel';
import type { Tiling } from '../tuning/tiling';

/**
 * The matrix product that all heavy kernels are made of: result[row, column] = sum over depth of left[row, depth] *
 * right[depth, column], for each of `grid.z` batches. Columns and depth are counted in quads (four numbers). The depth may
 * come in segments, such as the nine taps of a convolution. Parameters rows, quads, depth and segments are the product's own.
 */
export interface ProductSource {
  readonly name: string;
  readonly precision: Precision;
  readonly tiling: Tiling;
  /**
   * `depth`: quads of left lie along the depth, a row's beginning at `leftStart(batch, segment, row)`, which is negative for
   * a row of zeros. `rows`: they lie along the rows, as of a transposed matrix: see `leftQuad`.
   */
  readonly leftAlong: 'depth' | 'rows';
  /** `columns`: a plain matrix of `quads` to a row. `depth`: a transposed one, `depth` quads to a row. From `rightStart`. */
  readonly rightAlong: 'columns' | 'depth';
  /** Whether the depth comes in segments; `p.segments` is 1 where it does not. */
  readonly segmented?: boolean;
  /** WGSL: `leftStart` or `leftQuad`, `rightStart` and `store(batch, row, column quad, value)`; see the kernels. */
  readonly hooks: string;
  readonly parameters?: readonly string[];
  readonly factors?: readonly string[];
  /** Arrays that `store` reads besides. */
  readonly reads?: Readonly<Record<string, Elements>>;
  /** `wides` where the stored precision could not hold the sums. */
  readonly result?: 'quads' | 'wides';
  readonly right?: 'quads' | 'wides';
  /** WGSL that ends a workgroup which has nothing to do. */
  readonly skip?: string;
}
