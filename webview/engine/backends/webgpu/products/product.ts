import { cachedBody } from './cachedProduct';
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
