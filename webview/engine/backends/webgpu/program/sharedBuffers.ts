import type { Dispatch, GpuArray, Recording } from './recording';

/** A buffer that arrays share, side by side or one after the other. */
export interface SharedBuffer {
  readonly bytes: number;
  readonly places: readonly Place[];
}

export interface Place {
  readonly array: GpuArray;
  /** Offset in the buffer, in bytes. */
  readonly offset: number;
}

/** An array and when it is needed. */
interface Lifetime {
  readonly array: GpuArray;
  /** Indices of the first and last dispatch that touch it. */
  readonly first: number;
  last: number;
  /** All arrays that some dispatch touches together with it. */
  readonly companions: Set<GpuArray>;
}

interface Tenant extends Lifetime, Place {}

/** Offsets at which a binding may begin are multiples of this on every device. */
const alignment = 256;

/**
 * Places arrays in buffers such that those alive at the same time do not overlap, largest first: into the largest buffer
 * that has room for one, or else into a buffer of its own. No buffer is larger than its largest array, since devices limit
 * buffer sizes. This is "Greedy by size" of Pisarchyk & Lee, Efficient Memory Management for Deep Neural Net Inference,
 * arXiv:2001.03288, with offsets within many buffers, because WebGPU forbids a launch to read from a buffer that it writes
 * to.
 */
export function shareBuffers({ preparation, dispatches }: Recording): SharedBuffer[] {
  const shared: { bytes: number; places: Tenant[] }[] = [];
  const bySize = lifetimes(preparation, dispatches).sort((a, b) => b.array.bytes - a.array.bytes);
  for (const lifetime of bySize) {
    // Buffers come in falling size: the large ones are free while the deep layers, with their many small arrays, are computed.
    const placed = shared.find(({ bytes, places }) => {
      const offset = freeOffset(places, lifetime, bytes);
      if (offset !== undefined) places.push({ ...lifetime, offset });
      return offset !== undefined;
    });
    if (!placed) shared.push({ bytes: lifetime.array.bytes, places: [{ ...lifetime, offset: 0 }] });
  }
  return shared;
}

/** The offset of the first gap that can hold an array for all its lifetime; undefined where the buffer has none. */
function freeOffset(tenants: readonly Tenant[], lifetime: Lifetime, bytes: number): number | undefined {
  const neighbours = tenants.filter(tenant => meet(tenant, lifetime));
  if (neighbours.some(({ array }) => lifetime.companions.has(array))) return undefined;
  let offset = 0;
  for (const tenant of neighbours.sort((a, b) => a.offset - b.offset)) {
    if (offset + lifetime.array.bytes <= tenant.offset) break;
    offset = Math.max(offset, Math.ceil((tenant.offset + tenant.array.bytes) / alignment) * alignment);
  }
  return offset + lifetime.array.bytes <= bytes ? offset : undefined;
}

/** The lifetimes of all arrays that need a place; prepared ones keep theirs for good. */
function lifetimes(preparation: readonly Dispatch[], dispatches: readonly Dispatch[]): Lifetime[] {
  const found = new Map<GpuArray, Lifetime>();
  for (const array of preparation.flatMap(({ arrays }) => arrays)) {
    found.set(array, { array, first: 0, last: Infinity, companions: new Set() });
  }
  for (const [index, { arrays }] of dispatches.entries()) {
    for (const array of arrays) {
      const lifetime = found.get(array) ?? { array, first: index, last: index, companions: new Set() };
      lifetime.last = Math.max(lifetime.last, index);
      for (const other of arrays) lifetime.companions.add(other);
      found.set(array, lifetime);
    }
  }
  return [...found.values()].filter(({ array }) => !array.buffer);
}

function meet(a: Lifetime, b: Lifetime): boolean {
  return a.first <= b.last && b.first <= a.last;
}
