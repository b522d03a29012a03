import { ringBytes } from './task';

/** The threads that compute, and the tasks among them. */
export interface Crew {
  readonly threads: number;
  /** Tasks that may be under way at a time, a power of two. */
  readonly places: number;
}

/** The crew of so many threads: one thread needs one task, several need a next one each while the first thread copies. */
export function crewOf(threads: number): Crew {
  return { threads, places: threads === 1 ? 1 : 2 ** Math.ceil(Math.log2(2 * threads)) };
}

/** How many floats each array in the module's memory has. */
export interface Lengths<Name extends string> {
  readonly shared?: Partial<Record<Name, number>>;
  /** Arrays that each task under way has for itself. */
  readonly task?: Partial<Record<Name, number>>;
  /** Arrays that each thread has for itself. */
  readonly thread?: Partial<Record<Name, number>>;
}

export interface Layout<Name extends string> {
  /** Byte addresses of the shared arrays, the first task's and the first thread's. */
  readonly at: Readonly<Record<Name, number>>;
  /** Bytes from one task's arrays to the next one's. */
  readonly taskBytes: number;
  /** Bytes from one thread's arrays to the next one's. */
  readonly threadBytes: number;
  /** Bytes of all together. */
  readonly bytes: number;
}

/** Lays arrays out in memory, one after the other. */
export function layOut<Name extends string>(
  { shared = {}, task = {}, thread = {} }: Lengths<Name>,
  { threads, places }: Crew,
): Layout<Name> {
  const at: Partial<Record<string, number>> = {};
  let end = ringBytes(places);
  const place = (lengths: Partial<Record<string, number>>): number => {
    const start = end;
    for (const [name, length] of Object.entries(lengths)) {
      at[name] = end;
      // Arrays begin on cache lines: vectors are read fastest where they are aligned, and no two threads write the same line.
      end += Math.ceil(length! / 16) * 64;
    }
    return end - start;
  };
  place(shared);
  const taskBytes = place(task);
  end += (places - 1) * taskBytes;
  const threadBytes = place(thread);
  end += (threads - 1) * threadBytes;
  return { at: at as Record<Name, number>, taskBytes, threadBytes, bytes: end };
}

/** The size of a task's share of a whole, in multiples of a unit, such that all threads get equal work. */
export function shareOf(whole: number, unit: number, { threads, places }: Crew): number {
  const parts = threads === 1 ? 1 : places;
  return Math.ceil(whole / unit / parts) * unit;
}
