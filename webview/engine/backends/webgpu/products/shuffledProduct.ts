import { coordinates, indices, lines, loadLeft, loadRight, multiply, stores } from './productParts';
import type { ProductSource } from './productSource';

/**
 * The WGSL body of a product by subgroups: each lane loads the thread's rows at another depth, and then hands its part to
 * all lanes. A subgroup may have any size, and be larger than the workgroup.
 */
export function shuffledBody(source: ProductSource): string {
  const { tiling, leftAlong } = source;
  const rows = indices(tiling.rows);
  const starts = rows.map(i => `let start${i} = leftStart(batch, segment, row${i});`);
  return `${coordinates(tiling)}
  let together = min(subgroupSize, ${tiling.threads[0]}u);
  for (var segment = 0u; segment < p.segments; segment++) {
    let rightBase = rightStart(batch, segment);
${leftAlong === 'depth' ? lines(starts, 4) : ''}
    for (var first = 0u; first < p.depth; first += together) {
${lines(
  [
    ...rows.map(i => `var own${i} = vec4f();`),
    '{',
    // A lane beyond the end of the depth loads the last quad once more, which no lane asks for.
    '  let k = min(first + rank, p.depth - 1);',
    ...loadLeft(source).map(line => `  ${line}`),
    ...rows.map(i => `  own${i} = left${i};`),
    '}',
    'for (var k = first; k < min(first + together, p.depth); k++) {',
    ...[
      ...rows.map(i => `let left${i} = subgroupShuffle(own${i}, k - first);`),
      ...loadRight(source),
      ...multiply(tiling),
    ].map(line => `  ${line}`),
    '}',
  ],
  6,
)}
    }
  }
${stores(tiling)}`;
}
