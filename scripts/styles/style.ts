import type { Random } from './random';
import { createRandom } from './random';
import { halve, type Raster } from './raster';

/** A built-in style: a picture that this project draws itself. */
export interface Style {
  /** File name without extension, in kebab-case. */
  readonly name: string;
  readonly label: string;
  /** One short line, shown under the label in the picker. */
  readonly description: string;
  /** Seed of the picture that is shipped. */
  readonly seed: number;
  /** Draws the picture at `size` pixels a side. */
  readonly draw: (size: number, random: Random) => Raster;
}

/** The style's picture at `size` pixels a side, drawn at twice that and averaged down. */
export function drawStyle(style: Style, size: number, seed = style.seed): Raster {
  return halve(style.draw(size * 2, createRandom(seed)));
}
