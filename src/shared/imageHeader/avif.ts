import { boxes, textAt, type Box } from './boxes';
import { hasText, StepLimit, type HeaderReader, type PixelSize } from './header';

/** Most brands of a file that are looked at; real ones have about five. */
const mostBrands = 64;

/**
 * AVIF: the size (`ispe`) that the `meta` box gives its primary item; other items are thumbnails, tiles and the alpha
 * channel. ISO/IEC 23008-12, 23000-22; https://aomediacodec.github.io/av1-avif/
 */
export const avifHeader: HeaderReader = {
  type: 'avif',
  matches: file => brandsOf(file).some(brand => brand === 'avif' || brand === 'avis'),
  sizeOf(file) {
    const steps = new StepLimit();
    const meta = find(boxes(file, 0, file.byteLength, steps), 'meta');
    // Behind the header of `meta`, as of every box that ends in 4 bytes of version and flags here, come its parts.
    const parts = [...boxes(file, meta.start + 4, meta.end, steps)];
    const properties = find(parts, 'iprp');
    const [list, associations] = ['ipco', 'ipma'].map(type =>
      find(boxes(file, properties.start, properties.end, steps), type),
    );
    const wanted = propertiesOf(file, associations!, primaryItem(file, find(parts, 'pitm')), steps);
    let index = 0;
    for (const { type, start } of boxes(file, list!.start, list!.end, steps)) {
      index++;
      if (type === 'ispe' && wanted.has(index)) return sizeAt(file, start + 4);
    }
    throw new Error('The primary item has no size.');
  },
};

/** The brands in the `ftyp` box, with which all files of this family begin; none in others. */
export function brandsOf(file: DataView): readonly string[] {
  if (!hasText(file, 4, 'ftyp')) return [];
  const end = Math.min(file.getUint32(0), file.byteLength, 16 + 4 * mostBrands);
  const brands: string[] = [];
  for (let offset = 8; offset + 4 <= end; offset += 4) {
    if (offset !== 12) brands.push(textAt(file, offset)); // The second field is a version.
  }
  return brands;
}

function find(among: Iterable<Box>, type: string): Box {
  for (const box of among) if (box.type === type) return box;
  throw new Error(`There is no ${type} box.`);
}

function sizeAt(file: DataView, offset: number): PixelSize {
  return { width: file.getUint32(offset), height: file.getUint32(offset + 4) };
}

function primaryItem(file: DataView, { start }: Box): number {
  return file.getUint8(start) === 0 ? file.getUint16(start + 4) : file.getUint32(start + 4);
}

/** Numbers, from 1, of the properties that an item has. */
function propertiesOf(file: DataView, { start }: Box, item: number, steps: StepLimit): ReadonlySet<number> {
  const isShort = file.getUint8(start) === 0;
  const hasWideNumbers = (file.getUint8(start + 3) & 1) !== 0;
  const width = hasWideNumbers ? 2 : 1;
  let offset = start + 8;
  for (let entries = file.getUint32(start + 4); entries > 0; entries--) {
    steps.step();
    const id = isShort ? file.getUint16(offset) : file.getUint32(offset);
    offset += isShort ? 2 : 4;
    const count = file.getUint8(offset++);
    if (id === item) {
      // The highest bit tells whether a reader must understand the property.
      const numbers = Array.from({ length: count }, (_, i) =>
        hasWideNumbers ? file.getUint16(offset + 2 * i) & 0x7fff : file.getUint8(offset + i) & 0x7f,
      );
      return new Set(numbers);
    }
    offset += width * count;
  }
  throw new Error('The primary item has no properties.');
}
