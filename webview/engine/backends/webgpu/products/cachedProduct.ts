import { coordinates, indices, lines, loadLeft, loadRight, multiply, stores } from './productParts';
import type { ProductSource } from './productSource';

/** The WGSL body of a product that reads every quad where it is needed, and leaves reuse to registers and caches. */
export function cachedBody(source: ProductSource): string {
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
