/** The kinds of tasks, numbered as in assembly/task.ts. */
export const kinds = {
  transformWeights: 0,
  transformInput: 1,
  convolveBand: 2,
  convolveColumns: 3,
  gram: 4,
  multiply: 5,
  spreadGradient: 6,
} as const;

/** The fields of a task, in the order of assembly/task.ts, which says what they are: numbers, and byte addresses. */
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

/** One task of a kernel. Fields that its kind does not read are left out. */
export type Task = { readonly kind: keyof typeof kinds } & {
  readonly [F in (typeof fields)[number]]?: number;
};

/** Byte address of the ring of tasks, and the bytes of one place in it; both as in assembly/team.ts. */
const ringStart = 192;
const placeBytes = 128;

/** Bytes that tasks take at the start of the memory. */
export function ringBytes(places: number): number {
  return ringStart + places * placeBytes;
}

/** @param words the whole memory */
export function writeTask(words: Int32Array, place: number, task: Task): void {
  // A place begins with the number of the task that was done there last; the task follows.
  const start = ringBytes(place) / 4 + 1;
  words[start] = kinds[task.kind];
  fields.forEach((field, i) => (words[start + 1 + i] = task[field] ?? 0));
}
