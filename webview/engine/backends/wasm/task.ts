/** As assembly/task.ts has them. */
export const kinds = {
  transformWeights: 0,
  transformInput: 1,
  convolveBand: 2,
  convolveColumns: 3,
  gram: 4,
  multiply: 5,
  spreadGradient: 6,
} as const;

/** In the order of assembly/task.ts, which says what they are. Numbers, and byte addresses. */
const fields = [
  'threadBytes',
  'depth',
  'outputs',
  'columns',
  'kernel',
  'position',
  'right',
  'band',
  'tilesDown',
  'tilesAcross',
  'tiles',
  'left',
  'products',
  'scratch',
  'bias',
  'own',
  'activation',
  'height',
  'width',
  'result',
  'gradient',
  'pooledHeight',
  'pooledWidth',
  'down',
  'across',
  'share',
] as const;

/** What a kernel does at a time. What its kind has no use for is left out. */
export type Task = { readonly kind: keyof typeof kinds } & {
  readonly [F in (typeof fields)[number]]?: number;
};

/** As assembly/team.ts lays out the start of the memory: bytes to the ring of tasks, and of a place in it. */
const ringStart = 192;
const placeBytes = 128;

/** Bytes that tasks take at the start of the memory. */
export function ringBytes(places: number): number {
  return ringStart + places * placeBytes;
}

/** @param words the whole memory */
export function writeTask(words: Int32Array, place: number, task: Task): void {
  // Before the task lies the number of the last that was done there.
  const start = ringBytes(place) / 4 + 1;
  words[start] = kinds[task.kind];
  fields.forEach((field, i) => (words[start + 1 + i] = task[field] ?? 0));
}
