import type { Dispatch, GpuArray, Recording } from './recording';

/** A buffer that several arrays take in turn. */
export interface SharedBuffer {
  readonly bytes: number;
  readonly arrays: readonly GpuArray[];
}

interface Lifetime {
  readonly array: GpuArray;
  /** Indices of the first and last dispatch that touch it. */
  readonly first: number;
  readonly last: number;
}

/**
 * Lets arrays share buffers whose lifetimes do not meet, largest first, each into the tightest buffer that is free.
 * "Greedy by size" of Pisarchyk & Lee, Efficient Memory Management for Deep Neural Net Inference, arXiv:2001.03288.
 */
export function shareBuffers({ preparation, dispatches }: Recording): SharedBuffer[] {
  const shared: { bytes: number; lifetimes: Lifetime[] }[] = [];
  const bySize = lifetimes(preparation, dispatches).sort((a, b) => b.array.bytes - a.array.bytes);
  for (const lifetime of bySize) {
    // Buffers come in falling size, so the last that is free fits most tightly.
    const free = shared.findLast(buffer => buffer.lifetimes.every(other => !meet(other, lifetime)));
    if (free) free.lifetimes.push(lifetime);
    else shared.push({ bytes: lifetime.array.bytes, lifetimes: [lifetime] });
  }
  return shared.map(({ bytes, lifetimes }) => ({ bytes, arrays: lifetimes.map(({ array }) => array) }));
}

/** Of the arrays that need a place; prepared ones keep theirs for good. */
function lifetimes(preparation: readonly Dispatch[], dispatches: readonly Dispatch[]): Lifetime[] {
  const found = new Map<GpuArray, Lifetime>();
  for (const array of preparation.flatMap(({ arrays }) => arrays)) {
    found.set(array, { array, first: 0, last: Infinity });
  }
  for (const [index, { arrays }] of dispatches.entries()) {
    for (const array of arrays) {
      const { first = index, last = index } = found.get(array) ?? {};
      found.set(array, { array, first, last: Math.max(last, index) });
    }
  }
  return [...found.values()].filter(({ array }) => !array.buffer);
}

function meet(a: Lifetime, b: Lifetime): boolean {
  return a.first <= b.last && b.first <= a.last;
}
