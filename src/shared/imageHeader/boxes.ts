import type { StepLimit } from './header';

/** A box of an ISO base media file: its type, and where its payload begins and ends. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The boxes between two offsets, each visited once and none entered. A box that reaches beyond `end` is cut there: only what
 * a reader then asks of it may be missing.
 */
export function* boxes(file: DataView, start: number, end: number, steps: StepLimit): Generator<Box> {
  for (let offset = start; offset + 8 <= end;) {
    steps.step();
    let [size, header] = [file.getUint32(offset), 8];
    if (size === 1) [size, header] = [Number(file.getBigUint64(offset + 8)), 16];
    else if (size === 0) size = end - offset; // The last box may go on to the end of the file.
    if (size < header) throw new Error('A box is shorter than its own header.');
    const next = Math.min(offset + size, end);
    yield { type: textAt(file, offset + 4), start: Math.min(offset + header, next), end: next };
    offset = next;
  }
}

/** Four letters, Latin-1. */
export function textAt(file: DataView, offset: number): string {
  return String.fromCharCode(
    file.getUint8(offset),
    file.getUint8(offset + 1),
    file.getUint8(offset + 2),
    file.getUint8(offset + 3),
  );
}
