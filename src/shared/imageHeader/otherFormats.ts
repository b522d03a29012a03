import { brandsOf } from './avif';
import { hasText } from './header';

/** First bytes, as Latin-1, of formats that cannot be opened, for an error that tells what a file is. */
const beginnings: readonly (readonly [string, string])[] = [
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['II+\0', 'TIFF'],
  ['MM\0+', 'TIFF'],
  ['8BPS', 'PSD'],
  ['\0\0\x01\0', 'ICO'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\0\0\0\x0cjP  ', 'JPEG 2000'],
  ['\x76\x2f\x31\x01', 'OpenEXR'],
  ['DDS ', 'DDS'],
  ['qoif', 'QOI'],
  ['%PDF', 'PDF'],
];

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** Most bytes of an SVG's prolog that are looked through. */
const prologBytes = 4096;

/** Name of another image format that the file is in; undefined where it is none that is known here. */
export function otherFormat(file: DataView): string | undefined {
  const known = beginnings.find(([text]) => hasText(file, 0, text));
  if (known) return known[1];
  if (brandsOf(file).some(brand => heicBrands.has(brand))) return 'HEIC';
  return isSvg(file) ? 'SVG' : undefined;
}

function isSvg(file: DataView): boolean {
  const bytes = new Uint8Array(file.buffer, file.byteOffset, Math.min(file.byteLength, prologBytes));
  const text = new TextDecoder().decode(bytes).trimStart();
  return text.startsWith('<') && /<svg[\s>]/i.test(text);
}
