import { PasticheError } from './errors';

/**
 * A file that holds a JSON header and any number of binary sections, for what must outlive a page. Little-endian: the letters
 * "PSTC", then the numbers 1 (the version of this layout), bytes of the header, count of sections and bytes of each, 32 bits
 * each; then header and sections, each beginning at a multiple of 8, so that a section can be read as numbers in place.
 */

const magic = 0x43545350;
const layoutVersion = 1;
const fixedNumbers = 4;
/** Most sections of a file: far more than any has, so that a damaged count is not believed. */
const mostSections = 64;

export interface Sections {
  /** The header as JSON gives it, for whoever knows its form to check. */
  readonly header: unknown;
  /** Views into the file's own bytes. */
  readonly sections: readonly Uint8Array[];
}

/** Writes header and sections as one file. */
export function packSections(header: object, sections: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const parts = [text, ...sections];
  const places = placesOf(parts.map(part => part.length));
  const bytes = new Uint8Array(places.end);
  const numbers = [
    magic,
    layoutVersion,
    text.length,
    sections.length,
    ...sections.map(({ length }) => length),
  ];
  const view = new DataView(bytes.buffer);
  for (const [index, value] of numbers.entries()) view.setUint32(4 * index, value, true);
  for (const [index, part] of parts.entries()) bytes.set(part, places.starts[index]);
  return bytes;
}

/**
 * Reads what `packSections` wrote.
 * @param name the file, as an error is to name it
 * @throws PasticheError `usage` where the bytes are no such file, are cut off, or have a header that is no JSON
 */
export function unpackSections(bytes: Uint8Array, name: string): Sections {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numberAt = (index: number): number => {
    if (4 * index + 4 > bytes.length) throw damaged(name, 'it is too short');
    return view.getUint32(4 * index, true);
  };
  if (numberAt(0) !== magic) throw damaged(name, 'it is another kind of file');
  if (numberAt(1) !== layoutVersion) throw damaged(name, 'another version of Pastiche wrote it');
  const count = numberAt(3);
  if (count > mostSections) throw damaged(name, `it names ${count} sections`);
  const lengths = Array.from({ length: count }, (_, index) => numberAt(fixedNumbers + index));
  const { starts, end } = placesOf([numberAt(2), ...lengths]);
  if (end !== bytes.length) throw damaged(name, `it has ${bytes.length} bytes instead of ${end}`);
  const [text, ...sections] = [numberAt(2), ...lengths].map((length, index) =>
    bytes.subarray(starts[index], starts[index]! + length),
  );
  return { header: jsonOf(text!, name), sections };
}

/** The error of a kept file that cannot be used. */
export function damaged(name: string, why: string): PasticheError {
  return new PasticheError('usage', `${name} cannot be read: ${why}.`, 'Start the run again.');
}

/** Where parts of these lengths begin, the header being the first, and where the file ends. */
function placesOf(lengths: readonly number[]): { readonly starts: readonly number[]; readonly end: number } {
  let next = aligned(4 * (fixedNumbers + lengths.length - 1));
  const starts = lengths.map(length => {
    const start = next;
    next = aligned(start + length);
    return start;
  });
  return { starts, end: next };
}

function aligned(position: number): number {
  return Math.ceil(position / 8) * 8;
}

function jsonOf(text: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    throw damaged(name, 'its header is no JSON');
  }
}
