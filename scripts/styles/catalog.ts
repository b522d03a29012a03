import { flowStrokes } from './drawings/flow-strokes';
import { halftonePop } from './drawings/halftone-pop';
import { inkWash } from './drawings/ink-wash';
import { marbledPaper } from './drawings/marbled-paper';
import { mosaic } from './drawings/mosaic';
import { pastel } from './drawings/pastel';
import { prisms } from './drawings/prisms';
import { stainedGlass } from './drawings/stained-glass';
import type { Style } from './style';
import { watercolor } from './drawings/watercolor';
import { wavePrint } from './drawings/wave-print';
import { woodcut } from './drawings/woodcut';

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
