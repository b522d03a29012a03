import { coordinates, indices, lines, multiply, rowInTile, stores, transpose } from './productParts';
import type { ProductSource } from './productSource';
import { tileSize } from './tiling';

/** WGSL: the workgroup memory of `stagedBody`. */
export function stagedMemory({ tiling, right }: ProductSource): string {
  const tile = tileSize(tiling);
  return `var<workgroup> leftTile: array<Quad, ${tile.rows * tiling.staged}>;
var<workgroup> rightTile: array<${right === 'wides' ? 'vec4f' : 'Quad'}, ${4 * tiling.staged * tile.quads}>;`;
}

/** Loads tiles of both matrices into workgroup memory by all threads together, then multiplies from there. */
export function stagedBody(source: ProductSource): string {
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
        let inside = at < p.depth;
${lines(
  indices(4).map(c => `let along${c} = select(vec4f(), leftQuad(batch, 4 * at + ${c}, quad), inside);`),
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
