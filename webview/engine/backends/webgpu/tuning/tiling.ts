import type { Workgroup } from '../program/kernel';

/** How a product's result is divided: a workgroup of `threads` computes a block, each thread `rows` x `quads` of it. */
export interface Tiling {
  readonly threads: readonly [x: number, y: number];
  /** A multiple of four. */
  readonly rows: number;
  readonly quads: number;
  /**
   * Depth, in quads, that a workgroup loads into its shared memory at a time; 0 to read through the caches alone, which suits
   * processors that emulate a GPU, for which barriers are expensive.
   */
  readonly staged: number;
}

export function tilingName({ threads, rows, quads, staged }: Tiling): string {
  const size = `${threads.join('x')}x${rows}x${4 * quads}`;
  return staged ? `${size} staged ${4 * staged}` : size;
}

/** Rows and column quads that one workgroup computes. */
export function blockSize({ threads: [x, y], rows, quads }: Tiling): { rows: number; quads: number } {
  return { rows: y * rows, quads: x * quads };
}

export function productGrid(tiling: Tiling, rows: number, quads: number, batches = 1): Workgroup {
  const block = blockSize(tiling);
  return [Math.ceil(quads / block.quads), Math.ceil(rows / block.rows), batches];
}
