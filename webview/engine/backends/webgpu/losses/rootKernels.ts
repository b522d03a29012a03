import { rootSteps } from '../../../losses/matrixRoot';
import { linearItem, madeOnce, type Kernel } from '../program/kernel';
import { matmulKernel } from '../products/matmul';
import { productKernel } from '../products/product';
import { floats, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { productGrid, type Tiling } from '../tuning/tiling';

/**
 * Records the iteration of `squareRoots` (losses/matrixRoot.ts) for a matrix [n, n] divided by its norm. `root` is a pair
 * of symmetric matrices whose product is the root: only its trace is needed, the sum of their products number by number.
 * `inverse` is the root's inverse. All is in float32, whatever precision is stored.
 */
export function recordSquareRoots(
  recorder: Recorder,
  label: string,
  matrix: GpuArray,
  norm: GpuArray,
): { root: readonly [GpuArray, GpuArray]; inverse: GpuArray } {
  const [size] = matrix.shape as [number, number];
  let root = recorder.wide(`${label} root`, size, size);
  let change = recorder.wide(`${label} root's change`, size, size);
  // The first root, matrix / norm, and the first change (3 - root) / 2, which is the first inverse too.
  recorder.compute({
    name: 'root, start',
    label,
    parameters: { size },
    reads: { matrix: floats(matrix), norm: floats(norm) },
    writes: { root: floats(root), change: floats(change) },
    items: size ** 2,
    body: `${linearItem('p.size * p.size')}
  let value = matrix[item] / norm[0];
  root[item] = value;
  change[item] = select(0.0, 1.5, item % (p.size + 1) == 0) - value / 2;`,
  });
  let inverse = change;
  for (let step = 1; step < rootSteps; step++) {
    root = recordProduct(recorder, label, root, change);
    change = recordProduct(recorder, label, inverse, root, changeKernel);
    inverse = recordProduct(recorder, label, change, inverse);
  }
  return { root: [root, change], inverse };
}

/** Records the product of two matrices, [n, n]. */
export function recordProduct(
  recorder: Recorder,
  label: string,
  left: GpuArray,
  right: GpuArray,
  kernel: (tiling: Tiling) => Kernel = tiling => matmulKernel('f32', tiling, 'columns'),
): GpuArray {
  const [size] = left.shape as [number, number];
  const quads = size / 4;
  const result = recorder.wide(`${label} product`, size, size);
  const tiling = recorder.plan.tiling(size, size, 1);
  recorder.recording.launch(kernel(tiling), {
    label,
    arrays: { left, right, result },
    parameters: { rows: size, quads, depth: quads, segments: 1 },
    grid: productGrid(tiling, size, quads),
    operations: 2 * size ** 3,
  });
  return result;
}

/** A step's change, (3 - left right) / 2, for the inverse on the left and the root on the right. */
const changeKernel = madeOnce(function changeKernel(tiling: Tiling): Kernel {
  return productKernel({
    name: "root's change",
    precision: 'f32',
    tiling,
    leftAlong: 'depth',
    rightAlong: 'columns',
    hooks: `fn leftStart(batch: u32, segment: u32, row: u32) -> i32 { return i32(row * p.depth); }
fn rightStart(batch: u32, segment: u32) -> u32 { return 0; }
fn store(batch: u32, row: u32, column: u32, value: vec4f) {
  let columns = 4 * column + vec4u(0, 1, 2, 3);
  result[row * p.quads + column] = select(vec4f(), vec4f(1.5), columns == vec4u(row)) - value / 2;
}
`,
  });
});
