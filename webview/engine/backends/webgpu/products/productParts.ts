import type { ProductSource } from './productSource';
import { blockSize, type Tiling } from '../tuning/tiling';

/** The numbers 0, 1, … below `count`. */
export const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
/** Joins WGSL statements, one a line. */
export const lines = (parts: readonly string[], indent: number): string =>
  parts.map(part => ' '.repeat(indent) + part).join('\n');

/** WGSL for a thread's batch, rows, columns and sums. Neighbours take neighbouring columns and fours of rows. */
export function coordinates(tiling: Tiling): string {
  const block = blockSize(tiling);
  const [x] = tiling.threads;
  return `  let batch = group.z;
  let blockRow = group.y * ${block.rows}u;
  let blockQuad = group.x * ${block.quads}u;
${lines(
  [
    // A row or column beyond the edge is replaced by the last one, and its sum is not stored.
    ...indices(tiling.rows).map(i => `let row${i} = min(blockRow + ${rowInBlock(tiling, i)}, p.rows - 1);`),
    ...indices(tiling.quads).map(j => `let column${j} = min(blockQuad + local.x + ${j * x}u, p.quads - 1);`),
    ...eachSum(tiling, (i, j) => `var sum${i}_${j} = vec4f();`),
  ],
  2,
)}`;
}

/** WGSL for the row within the workgroup's block that a thread's row `i` is. */
export function rowInBlock({ threads: [, y] }: Tiling, i: number): string {
  return `4 * local.y + ${Math.floor(i / 4) * 4 * y + (i % 4)}u`;
}

/** WGSL for `left0`, `left1`…: for each row of a thread a quad along the depth, at the depth `k`. */
export function loadLeft({ tiling, leftAlong }: ProductSource): string[] {
  if (leftAlong === 'depth') {
    return indices(tiling.rows).map(
      i => `let left${i} = select(vec4f(), vec4f(left[u32(max(start${i}, 0)) + k]), start${i} >= 0);`,
    );
  }
  return indices(tiling.rows / 4).flatMap(four => [
    ...indices(4).map(c => `let down${four}_${c} = leftQuad(batch, 4 * k + ${c}, row${4 * four} / 4);`),
    ...indices(4).map(
      r =>
        `let left${4 * four + r} = vec4f(${indices(4)
          .map(c => `down${four}_${c}[${r}]`)
          .join(', ')});`,
    ),
  ]);
}

/** WGSL for `right0_0`, `right0_1`…: a quad of columns at each of the four steps in the depth's quad `k`. */
export function loadRight({ tiling, rightAlong }: ProductSource): string[] {
  return indices(tiling.quads).flatMap(j => {
    if (rightAlong === 'columns') {
      return indices(4).map(
        c => `let right${j}_${c} = vec4f(right[rightBase + (4 * k + ${c}) * p.quads + column${j}]);`,
      );
    }
    return [
      ...indices(4).map(
        c => `let along${j}_${c} = vec4f(right[rightBase + (4 * column${j} + ${c}) * p.depth + k]);`,
      ),
      ...transpose(`along${j}_`, `right${j}_`),
    ];
  });
}

/** WGSL that transposes a block of four quads, 4 x 4 numbers. */
export function transpose(from: string, to: string): string[] {
  return indices(4).map(
    c =>
      `let ${to}${c} = vec4f(${indices(4)
        .map(d => `${from}${d}[${c}]`)
        .join(', ')});`,
  );
}

/** WGSL that adds the products of `left` and `right` to the sums. */
export function multiply(tiling: Tiling): string[] {
  return indices(4).flatMap(c =>
    eachSum(tiling, (i, j) => `sum${i}_${j} += left${i}[${c}] * right${j}_${c};`),
  );
}

/** WGSL that hands the sums inside the result to `store`. */
export function stores(tiling: Tiling): string {
  const [x] = tiling.threads;
  return lines(
    eachSum(tiling, (i, j) => {
      const inside = `blockRow + ${rowInBlock(tiling, i)} < p.rows && blockQuad + local.x + ${j * x}u < p.quads`;
      return `if (${inside}) { store(batch, row${i}, column${j}, sum${i}_${j}); }`;
    }),
    2,
  );
}

/** One line of WGSL for each quad that a thread computes. */
export function eachSum({ rows, quads }: Tiling, line: (i: number, j: number) => string): string[] {
  return indices(rows).flatMap(i => indices(quads).map(j => line(i, j)));
}
