import { hasText, type HeaderReader } from './header';

/** Bytes of the oldest information header, BITMAPCOREHEADER of OS/2 1.x, whose sides have 16 bits. */
const coreBytes = 12;
/** Fewest bytes of the others: OS/2 2.x may leave out all fields behind the bits a pixel. */
const leastBytes = 16;

/** BMP: the information header behind the file's own 14 bytes. A negative height tells that rows go from top to bottom. */
export const bmpHeader: HeaderReader = {
  type: 'bmp',
  matches: file => hasText(file, 0, 'BM'),
  sizeOf(file) {
    const bytes = file.getUint32(14, true);
    if (bytes === coreBytes) return { width: file.getUint16(18, true), height: file.getUint16(20, true) };
    if (bytes < leastBytes) throw new Error('The information header is too short.');
    return { width: file.getInt32(18, true), height: Math.abs(file.getInt32(22, true)) };
  },
};
