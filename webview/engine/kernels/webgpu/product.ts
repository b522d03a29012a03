import { defineKernel, type Elements, type Kernel, type Precision, type Workgroup } from './kernel';

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

/** How the result is cut up: a workgroup of `threads` computes a tile, each thread `rows` x `quads` of it. */
export interface Tiling {
  readonly threads: readonly [x: number, y: number];
  /** A multiple of four. */
  readonly rows: number;
  readonly quads: number;
  /**
   * Depth, in quads, that a workgroup loads into its shared memory at a time; 0 to read through the caches alone, which suits
   * processors that only emulate a GPU and pay dearly for every barrier.
   */
  readonly staged: number;
}

export function productKernel(source: ProductSource): Kernel {
  const { tiling, parameters = [] } = source;
  const body = tiling.staged > 0 ? stagedBody(source) : cachedBody(source);
  const [x, y] = tiling.threads;
  return defineKernel({
    name: `${source.name} ${tilingName(tiling)}`,
    precision: source.precision,
    workgroup: [x, y, 1],
    parameters: ['rows', 'quads', 'depth', 'segments', ...parameters],
    factors: source.factors ?? [],
    reads: { left: 'quads', right: source.right ?? 'quads', ...source.reads },
    writes: { result: source.result ?? 'quads' },
    declarations: `${source.hooks}\n${tiling.staged > 0 ? stagedMemory(source) : ''}`,
    body: `${source.skip ?? ''}\n${body}`,
  });
}

export function tilingName({ threads, rows, quads, staged }: Tiling): string {
  return `${threads.join('x')}x${rows}x${4 * quads}${staged ? ` staged ${4 * staged}` : ''}`;
}

/** Rows and column quads that one workgroup computes. */
export function tileSize({ threads: [x, y], rows, quads }: Tiling): { rows: number; quads: number } {
  return { rows: y * rows, quads: x * quads };
}

export function productGrid(tiling: Tiling, rows: number, quads: number, batches = 1): Workgroup {
  const tile = tileSize(tiling);
  return [Math.ceil(quads / tile.quads), Math.ceil(rows / tile.rows), batches];
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const lines = (parts: readonly string[], indent: number): string =>
  parts.map(part => ' '.repeat(indent) + part).join('\n');

/** Reads every quad where it is needed and leaves reuse to registers and caches. */
function cachedBody(source: ProductSource): string {
  const { tiling, leftAlong } = source;
  const rows = indices(tiling.rows);
  const starts = rows.map(i => `let start${i} = leftStart(batch, segment, row${i});`);
  return `${coordinates(tiling)}
  for (var segment = 0u; segment < p.segments; segment++) {
    let rightBase = rightStart(batch, segment);
${leftAlong === 'depth' ? lines(starts, 4) : ''}
    for (var k = 0u; k < p.depth; k++) {
${lines([...loadLeft(source), ...loadRight(source), ...multiply(tiling)], 6)}
    }
  }
${stores(tiling)}`;
}

/** Batch, rows and columns of a thread, and its sums. Neighbouring threads take neighbouring columns and fours of rows. */
function coordinates(tiling: Tiling): string {
  const tile = tileSize(tiling);
  const [x] = tiling.threads;
  return `  let batch = group.z;
  let tileRow = group.y * ${tile.rows}u;
  let tileQuad = group.x * ${tile.quads}u;
${lines(
  [
    // Beyond the edge a thread computes the last row or column once more, and does not store it.
    ...indices(tiling.rows).map(i => `let row${i} = min(tileRow + ${rowInTile(tiling, i)}, p.rows - 1);`),
    ...indices(tiling.quads).map(j => `let column${j} = min(tileQuad + local.x + ${j * x}u, p.quads - 1);`),
    ...eachSum(tiling, (i, j) => `var sum${i}_${j} = vec4f();`),
  ],
  2,
)}`;
}

function rowInTile({ threads: [, y] }: Tiling, i: number): string {
  return `4 * local.y + ${Math.floor(i / 4) * 4 * y + (i % 4)}u`;
}

function loadLeft({ tiling, leftAlong }: ProductSource): string[] {
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

function loadRight({ tiling, rightAlong }: ProductSource): string[] {
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

/** Four quads along one direction into four along the other. */
function transpose(from: string, to: string): string[] {
  return indices(4).map(
    c =>
      `let ${to}${c} = vec4f(${indices(4)
        .map(d => `${from}${d}[${c}]`)
        .join(', ')});`,
  );
}

function multiply(tiling: Tiling): string[] {
  return indices(4).flatMap(c =>
    eachSum(tiling, (i, j) => `sum${i}_${j} += left${i}[${c}] * right${j}_${c};`),
  );
}

function stores(tiling: Tiling): string {
  const [x] = tiling.threads;
  return lines(
    eachSum(tiling, (i, j) => {
      const inside = `tileRow + ${rowInTile(tiling, i)} < p.rows && tileQuad + local.x + ${j * x}u < p.quads`;
      return `if (${inside}) { store(batch, row${i}, column${j}, sum${i}_${j}); }`;
    }),
    2,
  );
}

function eachSum({ rows, quads }: Tiling, line: (i: number, j: number) => string): string[] {
  return indices(rows).flatMap(i => indices(quads).map(j => line(i, j)));
}

function stagedMemory({ tiling, right }: ProductSource): string {
  const tile = tileSize(tiling);
  return `var<workgroup> leftTile: array<Quad, ${tile.rows * tiling.staged}>;
var<workgroup> rightTile: array<${right === 'wides' ? 'vec4f' : 'Quad'}, ${4 * tiling.staged * tile.quads}>;`;
}

/** Loads tiles of both matrices into workgroup memory by all threads together, then multiplies from there. */
function stagedBody(source: ProductSource): string {
  const { tiling } = source;
  const tile = tileSize(tiling);
  const [x] = tiling.threads;
  return `${coordinates(tiling)}
  for (var segment = 0u; segment < p.segments; segment++) {
    let rightBase = rightStart(batch, segment);
    for (var k = 0u; k < p.depth; k += ${tiling.staged}u) {
      workgroupBarrier();
${stageLeft(source)}
${stageRight(source)}
      workgroupBarrier();
      for (var d = 0u; d < ${tiling.staged}u; d++) {
${lines(
  [
    ...indices(tiling.rows).map(
      i => `let left${i} = vec4f(leftTile[(${rowInTile(tiling, i)}) * ${tiling.staged}u + d]);`,
    ),
    ...indices(tiling.quads).flatMap(j =>
      indices(4).map(
        c => `let right${j}_${c} = vec4f(rightTile[(4 * d + ${c}) * ${tile.quads}u + local.x + ${j * x}u]);`,
      ),
    ),
    ...multiply(tiling),
  ],
  8,
)}
      }
    }
  }
${stores(tiling)}`;
}

function stageLeft({ tiling, leftAlong }: ProductSource): string {
  const { staged, threads } = tiling;
  const { rows } = tileSize(tiling);
  const count = threads[0] * threads[1];
  if (leftAlong === 'depth') {
    return `      for (var t = lane; t < ${rows * staged}u; t += ${count}u) {
        let at = k + t % ${staged}u;
        let start = leftStart(batch, segment, min(tileRow + t / ${staged}u, p.rows - 1));
        leftTile[t] = select(Quad(), left[u32(max(start, 0)) + at], start >= 0 && at < p.depth);
      }`;
  }
  return `      for (var t = lane; t < ${(rows / 4) * staged}u; t += ${count}u) {
        let at = k + t % ${staged}u;
        let quad = min(tileRow / 4 + t / ${staged}u, p.rows / 4 - 1);
${lines(
  indices(4).map(c => `let along${c} = leftQuad(batch, 4 * at + ${c}, quad);`),
  8,
)}
${lines(transpose('along', 'turned'), 8)}
${lines(
  indices(4).map(
    c => `leftTile[(t / ${staged}u * 4 + ${c}) * ${staged}u + t % ${staged}u] = Quad(turned${c});`,
  ),
  8,
)}
      }`;
}

function stageRight({ tiling, rightAlong }: ProductSource): string {
  const { staged, threads } = tiling;
  const { quads } = tileSize(tiling);
  const count = threads[0] * threads[1];
  if (rightAlong === 'columns') {
    return `      for (var t = lane; t < ${4 * staged * quads}u; t += ${count}u) {
        let at = 4 * k + t / ${quads}u;
        let column = min(tileQuad + t % ${quads}u, p.quads - 1);
        if (at < 4 * p.depth) { rightTile[t] = right[rightBase + at * p.quads + column]; }
      }`;
  }
  return `      for (var t = lane; t < ${staged * quads}u; t += ${count}u) {
        let at = k + t % ${staged}u;
        let column = min(tileQuad + t / ${staged}u, p.quads - 1);
        let inside = at < p.depth;
${lines(
  indices(4).map(
    c =>
      `let along${c} = select(vec4f(), vec4f(right[rightBase + (4 * column + ${c}) * p.depth + at]), inside);`,
  ),
  8,
)}
${lines(transpose('along', 'turned'), 8)}
${lines(
  indices(4).map(
    c => `rightTile[(t % ${staged}u * 4 + ${c}) * ${quads}u + t / ${staged}u] = Quad(turned${c});`,
  ),
  8,
)}
      }`;
}
