import { ringBytes } from './task';

/** Who computes. */
export interface Crew {
  readonly threads: number;
  /** Tasks that may be under way at a time, a power of two. */
  readonly places: number;
}

/** One thread needs one task; of several each has a next one to go on with while the first thread copies. */
export function crewOf(threads: number): Crew {
  return { threads, places: threads === 1 ? 1 : 2 ** Math.ceil(Math.log2(2 * threads)) };
}

/** Floats of the arrays in the module's memory. */
export interface Lengths<Name extends string> {
  readonly shared?: Partial<Record<Name, number>>;
  /** Of each task that is under way. */
  readonly task?: Partial<Record<Name, number>>;
  /** Of each thread. */
  readonly thread?: Partial<Record<Name, number>>;
}

export interface Layout<Name extends string> {
  /** Byte addresses, of the first task's and the first thread's arrays. */
  readonly at: Readonly<Record<Name, number>>;
  /** From one task's arrays to the next's. */
  readonly taskBytes: number;
  /** From one thread's arrays to the next's. */
  readonly threadBytes: number;
  /** All together. */
  readonly bytes: number;
}

/** Where arrays lie, one after the other. */
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
      // In cache lines: vectors are read fastest where they are aligned, and no two threads write the same line.
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

/** How much of a whole, in multiples of a unit, is computed at a time, for all threads to have the same to do. */
export function shareOf(whole: number, unit: number, { threads, places }: Crew): number {
  const parts = threads === 1 ? 1 : places;
  return Math.ceil(whole / unit / parts) * unit;
}
