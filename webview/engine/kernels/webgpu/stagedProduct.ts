import { coordinates, eachSum, indices, lines, stores, transpose } from './productParts';
import type { ProductSource } from './productSource';
import { tileSize } from './tiling';

/**
 * Both tiles lie in workgroup memory with the depth outermost, as quads of four rows and of four columns, so that a thread reads
 * for each step of the depth what it needs of both in whole quads.
 */
export function stagedMemory({ tiling, right }: ProductSource): string {
  const { rows, quads } = tileSize(tiling);
  return `var<workgroup> leftTile: array<Quad, ${rows * tiling.staged}>;
var<workgroup> rightTile: array<${right === 'wides' ? 'vec4f' : 'Quad'}, ${4 * tiling.staged * quads}>;`;
}

/** Loads tiles of both matrices into workgroup memory by all threads together, then multiplies from there. */
export function stagedBody(source: ProductSource): string {
  const { tiling, leftAlong, rightAlong } = source;
  const {
    staged,
    threads: [x, y],
  } = tiling;
  const tile = tileSize(tiling);
  const rowQuads = tile.rows / 4;
  const leftAt = placeIn(rowQuads, staged, leftAlong === 'depth');
  const rightAt = placeIn(tile.quads, staged, rightAlong === 'depth');
  const step = (c: number): string[] => [
    '{',
    ...indices(tiling.rows / 4).map(
      i => `  let left${i} = vec4f(leftTile[${leftAt(c, `local.y + ${i * y}u`)}]);`,
    ),
    ...indices(tiling.quads).map(
      j => `  let right${j} = vec4f(rightTile[${rightAt(c, `local.x + ${j * x}u`)}]);`,
    ),
    ...eachSum(tiling, (i, j) => `  sum${i}_${j} += left${Math.floor(i / 4)}[${i % 4}] * right${j};`),
    '}',
  ];
  return `${coordinates(tiling)}
  for (var k = 0u; k < ${source.segmented ? 'p.segments * p.depth' : 'p.depth'}; k += ${staged}u) {
    workgroupBarrier();
${stageLeft(source, leftAt)}
${stageRight(source, rightAt)}
    workgroupBarrier();
    for (var d = 0u; d < ${staged}u; d++) {
${lines(indices(4).flatMap(step), 6)}
    }
  }
${stores(tiling)}`;
}

/** WGSL for the index of a quad of a tile, at step `c` of the depth's quad `d`. */
type Place = (c: number, quad: string) => string;

const banksInQuads = 8;

/**
 * @param turned whether threads side by side store at several depths, which lie a multiple of all banks of the memory apart: the
 * quads of each depth then change places within as many as there are banks, so that the threads meet different ones
 */
function placeIn(quadsInTile: number, staged: number, turned: boolean): Place {
  const turn = turned && quadsInTile >= banksInQuads ? `(${banksInQuads / staged}u * d)` : '';
  return (c, quad) => `(4 * d + ${c}u) * ${quadsInTile}u + ${turn ? `((${quad}) ^ ${turn})` : quad}`;
}

/**
 * WGSL for `segment`, `at` (the depth's quad within it) and `inside`, of a quad at `k + d`. Segments follow each other without a
 * gap: those of the first layer are a single quad deep.
 */
function depthOf(segmented: boolean | undefined): string[] {
  if (!segmented) return ['let segment = 0u;', 'let at = k + d;', 'let inside = at < p.depth;'];
  return [
    'let segment = (k + d) / p.depth;',
    'let at = (k + d) % p.depth;',
    'let inside = segment < p.segments;',
  ];
}

function stageLeft({ tiling, leftAlong, segmented }: ProductSource, place: Place): string {
  const { staged, threads } = tiling;
  const rowQuads = tileSize(tiling).rows / 4;
  const count = threads[0] * threads[1];
  if (leftAlong === 'depth') {
    return `    for (var t = lane; t < ${rowQuads * staged}u; t += ${count}u) {
      let d = t % ${staged}u;
      let quad = t / ${staged}u;
${lines(
  [
    ...depthOf(segmented),
    ...indices(4).flatMap(r => [
      `let start${r} = leftStart(batch, segment, min(tileRow + 4 * quad + ${r}u, p.rows - 1));`,
      `let along${r} = select(vec4f(), vec4f(left[u32(max(start${r}, 0)) + at]), start${r} >= 0 && inside);`,
    ]),
    ...transpose('along', 'turned'),
    ...indices(4).map(c => `leftTile[${place(c, 'quad')}] = Quad(turned${c});`),
  ],
  6,
)}
    }`;
  }
  return `    for (var t = lane; t < ${rowQuads * staged}u; t += ${count}u) {
      let d = t / ${rowQuads}u;
      let quad = t % ${rowQuads}u;
      let found = min(tileRow / 4 + quad, p.rows / 4 - 1);
      let inside = k + d < p.depth;
${lines(
  indices(4).flatMap(c => [
    `let found${c} = select(vec4f(), leftQuad(batch, 4 * (k + d) + ${c}, found), inside);`,
    `leftTile[${place(c, 'quad')}] = Quad(found${c});`,
  ]),
  6,
)}
    }`;
}

function stageRight({ tiling, rightAlong, right, segmented }: ProductSource, place: Place): string {
  const { staged, threads } = tiling;
  const { quads } = tileSize(tiling);
  const count = threads[0] * threads[1];
  if (rightAlong === 'columns') {
    const stored = right === 'wides' ? 'vec4f' : 'Quad';
    return `    for (var t = lane; t < ${4 * staged * quads}u; t += ${count}u) {
      let d = t / ${4 * quads}u;
      let column = min(tileQuad + t % ${quads}u, p.quads - 1);
${lines(
  [
    ...depthOf(segmented),
    `let down = 4 * at + t / ${quads}u % 4;`,
    `rightTile[t] = select(${stored}(), right[rightStart(batch, segment) + down * p.quads + column], inside);`,
  ],
  6,
)}
    }`;
  }
  return `    for (var t = lane; t < ${staged * quads}u; t += ${count}u) {
      let d = t % ${staged}u;
      let quad = t / ${staged}u;
      let column = min(tileQuad + quad, p.quads - 1);
${lines(
  [
    ...depthOf(segmented),
    'let start = rightStart(batch, segment);',
    ...indices(4).map(
      c =>
        `let along${c} = select(vec4f(), vec4f(right[start + (4 * column + ${c}) * p.depth + at]), inside);`,
    ),
    ...transpose('along', 'turned'),
    ...indices(4).map(c => `rightTile[${place(c, 'quad')}] = Quad(turned${c});`),
  ],
  6,
)}
    }`;
}
