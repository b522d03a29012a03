import { flowStrokes } from './flow-strokes';
import { halftonePop } from './halftone-pop';
import { inkWash } from './ink-wash';
import { marbledPaper } from './marbled-paper';
import { mosaic } from './mosaic';
import { pastel } from './pastel';
import { prisms } from './prisms';
import { stainedGlass } from './stained-glass';
import type { Style } from './style';
import { watercolor } from './watercolor';
import { wavePrint } from './wave-print';
import { woodcut } from './woodcut';

/** The built-in styles, in the order in which a picker shows them. */
export const STYLES: readonly Style[] = [
  flowStrokes,
  stainedGlass,
  woodcut,
  mosaic,
  watercolor,
  wavePrint,
  halftonePop,
  marbledPaper,
  inkWash,
  prisms,
  pastel,
];
