import { coordinates, eachSum, indices, lines, stores, transpose } from './productParts';
import type { ProductSource } from './productSource';
import { blockSize, type Tiling } from '../tuning/tiling';

/**
 * The blocks of both matrices in workgroup memory. The depth is outermost, and quads are of four rows and of four columns,
 * so that a thread reads whole quads at each step of the depth.
 */
export function stagedMemory({ tiling, right }: ProductSource): string {
  const { rows, quads } = blockSize(tiling);
  return `var<workgroup> leftTile: array<Quad, ${rows * tiling.staged}>;
var<workgroup> rightTile: array<${storedRight(right)}, ${4 * tiling.staged * quads}>;`;
}

/** The WGSL body of a product whose threads together load blocks of both matrices into workgroup memory. */
export function stagedBody(source: ProductSource): string {
  const { tiling, leftAlong, rightAlong } = source;
  const {
    staged,
    threads: [x, y],
  } = tiling;
  const block = blockSize(tiling);
  const leftAt = placeIn(block.rows / 4, staged, leftAlong === 'depth');
  const rightAt = placeIn(block.quads, staged, rightAlong === 'depth');
  const stages = [
    ...(leftAlong === 'depth' ? leftDown(source, leftAt) : leftAcross(source, leftAt)),
    ...(rightAlong === 'depth' ? rightDown(source, rightAt) : rightAcross(source)),
  ];
  const step = (c: number): string[] => [
    '{',
    ...indices(tiling.rows / 4).map(
      i => `  let left${i} = vec4f(leftTile[${leftAt('d', c, `local.y + ${i * y}u`)}]);`,
    ),
    ...indices(tiling.quads).map(
      j => `  let right${j} = vec4f(rightTile[${rightAt('d', c, `local.x + ${j * x}u`)}]);`,
    ),
    ...eachSum(tiling, (i, j) => `  sum${i}_${j} += left${Math.floor(i / 4)}[${i % 4}] * right${j};`),
    '}',
  ];
  // Loads come before the first barrier, so that threads which are done with the last blocks already request the next ones.
  return `${coordinates(tiling)}
  for (var k = 0u; k < ${source.segmented ? 'p.segments * p.depth' : 'p.depth'}; k += ${staged}u) {
${lines(
  stages.flatMap(({ load }) => load),
  4,
)}
    workgroupBarrier();
${lines(
  stages.flatMap(({ store }) => store),
  4,
)}
    workgroupBarrier();
    for (var d = 0u; d < ${staged}u; d++) {
${lines(indices(4).flatMap(step), 6)}
    }
  }
${stores(tiling)}`;
}

/** WGSL that loads a thread's part of a block into registers, and WGSL that stores it in workgroup memory. */
interface Stage {
  readonly load: readonly string[];
  readonly store: readonly string[];
}

/** Gives WGSL for the index of a quad in a block's workgroup memory, at step `c` of the depth's quad `d`. */
type Place = (d: string, c: number, quad: string) => string;

const banksInQuads = 8;

/**
 * The layout of a block in workgroup memory.
 * @param turned whether neighbouring threads store at different depths, whose distance is a multiple of all memory banks.
 * The quads of each depth then change places among as many as there are banks, so that the threads store to different banks
 */
function placeIn(quadsInTile: number, staged: number, turned: boolean): Place {
  const turns = turned && quadsInTile >= banksInQuads;
  return (d, c, quad) =>
    `(4 * ${d} + ${c}u) * ${quadsInTile}u + ${turns ? `((${quad}) ^ (${banksInQuads / staged}u * ${d}))` : quad}`;
}

/** The stages by which threads share out a block's items. `item` is an index in WGSL; the last may lie beyond the block. */
function shared(
  { threads }: Tiling,
  items: number,
  name: string,
  stage: (item: string, name: string) => Stage,
): Stage[] {
  const count = threads[0] * threads[1];
  return indices(Math.ceil(items / count)).map(i => {
    const own = `${name}${i}`;
    const { load, store } = stage(`item${own}`, own);
    return {
      load: [`let item${own} = lane + ${i * count}u;`, ...load],
      store: items % count === 0 ? store : [`if (item${own} < ${items}u) {`, ...store, '}'],
    };
  });
}

/**
 * WGSL for the depth `k + d`: its `segment`, `at`, the quad within the segment, and `inside`. Segments follow each other
 * without a gap, since those of the first layer are a single quad deep.
 */
function depthAt(name: string, segmented: boolean | undefined): string[] {
  const k = `(k + d${name})`;
  if (!segmented) {
    return [`let segment${name} = 0u;`, `let at${name} = ${k};`, `let inside${name} = at${name} < p.depth;`];
  }
  return [
    `let segment${name} = ${k} / p.depth;`,
    `let at${name} = ${k} % p.depth;`,
    `let inside${name} = segment${name} < p.segments;`,
  ];
}

/** The stages of a left matrix whose quads lie along the depth: four rows at once, transposed. */
function leftDown({ tiling, segmented }: ProductSource, place: Place): Stage[] {
  const { staged } = tiling;
  return shared(tiling, (blockSize(tiling).rows / 4) * staged, 'L', (item, own) => ({
    load: [
      `let d${own} = ${item} % ${staged}u;`,
      `let quad${own} = ${item} / ${staged}u;`,
      ...depthAt(own, segmented),
      ...indices(4).flatMap(r => [
        `let start${own}${r} = leftStart(batch, segment${own}, min(blockRow + 4 * quad${own} + ${r}u, p.rows - 1));`,
        `let along${own}${r} = select(vec4f(), vec4f(left[u32(max(start${own}${r}, 0)) + at${own}]), start${own}${r} >= 0 && inside${own});`,
      ]),
    ],
    store: [
      ...transpose(`along${own}`, `turned${own}`),
      ...indices(4).map(c => `leftTile[${place(`d${own}`, c, `quad${own}`)}] = Quad(turned${own}${c});`),
    ],
  }));
}

/** The stages of a left matrix whose quads lie along the rows, as they do in the block. */
function leftAcross({ tiling }: ProductSource, place: Place): Stage[] {
  const rowQuads = blockSize(tiling).rows / 4;
  return shared(tiling, rowQuads * tiling.staged, 'L', (item, own) => ({
    load: [
      `let d${own} = ${item} / ${rowQuads}u;`,
      `let quad${own} = ${item} % ${rowQuads}u;`,
      ...indices(4).map(
        c =>
          `let found${own}${c} = select(vec4f(), leftQuad(batch, 4 * (k + d${own}) + ${c}, min(blockRow / 4 + quad${own}, p.rows / 4 - 1)), k + d${own} < p.depth);`,
      ),
    ],
    store: indices(4).map(c => `leftTile[${place(`d${own}`, c, `quad${own}`)}] = Quad(found${own}${c});`),
  }));
}

/** The stages of a right matrix whose quads lie along the depth: four columns at once, transposed. */
function rightDown({ tiling, segmented, right }: ProductSource, place: Place): Stage[] {
  const { staged } = tiling;
  return shared(tiling, staged * blockSize(tiling).quads, 'R', (item, own) => ({
    load: [
      `let d${own} = ${item} % ${staged}u;`,
      `let quad${own} = ${item} / ${staged}u;`,
      ...depthAt(own, segmented),
      `let start${own} = rightStart(batch, segment${own}) + 4 * min(blockQuad + quad${own}, p.quads - 1) * p.depth + at${own};`,
      ...indices(4).map(
        c =>
          `let along${own}${c} = select(vec4f(), vec4f(right[start${own} + ${c} * p.depth]), inside${own});`,
      ),
    ],
    store: [
      ...transpose(`along${own}`, `turned${own}`),
      ...indices(4).map(
        c => `rightTile[${place(`d${own}`, c, `quad${own}`)}] = ${storedRight(right)}(turned${own}${c});`,
      ),
    ],
  }));
}

/** The stages of a right matrix whose quads lie along the columns, as they do in the block. */
function rightAcross({ tiling, segmented, right }: ProductSource): Stage[] {
  const { quads } = blockSize(tiling);
  const stored = storedRight(right);
  return shared(tiling, 4 * tiling.staged * quads, 'R', (item, own) => ({
    load: [
      `let d${own} = ${item} / ${4 * quads}u;`,
      ...depthAt(own, segmented),
      `let down${own} = 4 * at${own} + ${item} / ${quads}u % 4;`,
      `let column${own} = min(blockQuad + ${item} % ${quads}u, p.quads - 1);`,
      `let found${own} = select(${stored}(), right[rightStart(batch, segment${own}) + down${own} * p.quads + column${own}], inside${own});`,
    ],
    store: [`rightTile[${item}] = found${own};`],
  }));
}

function storedRight(right: ProductSource['right']): string {
  return right === 'wides' ? 'vec4f' : 'Quad';
}
