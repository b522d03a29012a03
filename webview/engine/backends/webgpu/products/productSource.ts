import type { Precision } from '../../../gradient/precision';
import type { Elements } from '../program/kernel';
import type { Tiling } from '../tuning/tiling';

/**
 * The matrix product that all heavy kernels are made of: result[row, column] = sum over depth of left[row, depth] *
 * right[depth, column], for each of `grid.z` batches. Columns and depth are counted in quads (four numbers). The depth may
 * come in segments, such as the nine taps of a convolution. The parameters rows, quads, depth and segments exist in every
 * product.
 */
export interface ProductSource {
  readonly name: string;
  readonly precision: Precision;
  readonly tiling: Tiling;
  /**
   * `depth`: quads of the left matrix lie along the depth, those of a row from `leftStart(batch, segment, row)` on, which is
   * negative for a row of zeros. `rows`: they lie along the rows, as in a transposed matrix, and `leftQuad` reads them.
   */
  readonly leftAlong: 'depth' | 'rows';
  /**
   * `columns`: the right matrix is a plain one, `quads` quads a row. `depth`: it is transposed, `depth` quads a row. Both
   * begin at `rightStart(batch, segment)`.
   */
  readonly rightAlong: 'columns' | 'depth';
  /** Whether the depth comes in segments; `p.segments` is 1 where it does not. */
  readonly segmented?: boolean;
  /** WGSL functions `leftStart` or `leftQuad`, `rightStart`, and `store(batch, row, column quad, value)`. */
  readonly hooks: string;
  readonly parameters?: readonly string[];
  readonly factors?: readonly string[];
  /** Further arrays, which the hooks read. */
  readonly reads?: Readonly<Record<string, Elements>>;
  /** `wides` where the stored precision could not hold the result. */
  readonly result?: 'quads' | 'wides';
  readonly right?: 'quads' | 'wides';
  /** WGSL that returns from a workgroup that has nothing to compute. */
  readonly skip?: string;
}
