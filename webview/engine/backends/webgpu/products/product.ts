import { coordinates, indices, lines, loadLeft, loadRight, multiply, stores } from './productParts';
import { defineKernel, type Kernel } from '../program/kernel';
import type { ProductSource } from './productSource';
import { stagedBody, stagedMemory } from './stagedProduct';
import { tilingName } from '../tuning/tiling';

export function productKernel(source: ProductSource): Kernel {
  const { tiling, parameters = [] } = source;
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
    body: `${source.skip ?? ''}\n${tiling.staged > 0 ? stagedBody(source) : cachedBody(source)}`,
  });
}

/** The WGSL body of a product that reads every quad where it is needed, and leaves reuse to registers and caches. */
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
