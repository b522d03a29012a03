/** A seeded source of random numbers; every style draws from one, so a seed fixes every pixel. */
export interface Random {
  /** A number uniform in [0, 1). */
  readonly next: () => number;
  /** A number uniform in [low, high). */
  readonly range: (low: number, high: number) => number;
  /** A normal number with mean 0 and standard deviation 1. */
  readonly gaussian: () => number;
  /** One of the items, each equally likely. */
  readonly pick: <T>(items: readonly T[]) => T;
}

/** A generator by Mulberry32, whose 32 bits of state are enough for a picture, and which needs no dependency. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    range: (low, high) => low + (high - low) * next(),
    gaussian: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: <T>(items: readonly T[]): T => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('cannot pick from an empty list');
      return item;
    },
  };
}

/** The items in a random order (Fisher-Yates); the input is left as it is. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const rest = [...items];
  const result: T[] = [];
  while (rest.length > 0) {
    const index = Math.floor(random.next() * rest.length);
    const last = rest.pop() as T;
    result.push(index < rest.length ? (rest[index] as T) : last);
    if (index < rest.length) rest[index] = last;
  }
  return result;
}
