import { hasText, type HeaderReader } from './header';

/** PNG: its first chunk is IHDR, which begins with the size. https://www.w3.org/TR/png-3/ */
export const pngHeader: HeaderReader = {
  type: 'png',
  matches: file => hasText(file, 0, '\x89PNG\r\n\x1a\n'),
  sizeOf(file) {
    if (!hasText(file, 12, 'IHDR')) throw new Error('The first chunk is not IHDR.');
    return { width: file.getUint32(16), height: file.getUint32(20) };
  },
};
