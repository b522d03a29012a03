import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { MemoryLimits } from '../backends/backend';
import type { ProgramShapes } from '../gradient/programShapes';
import { exactHalo, gridStep, type TileSize } from '../tiles/tileGrid';
import { fits, sizeProgram, type Forecaster, type SizedProgram } from './memory';

/** The sides of tiles that are tried, px, largest first: a large tile has little halo for its core. */
const sides = [2048, 1536, 1024, 768, 512, 384, 256];

/** The tiles of a scale, and what is computed at a time. */
export interface TileChoice {
  /** Undefined where the image is computed at once. */
  readonly tiles: TileSize | undefined;
  /** The image's program, or a tile's. */
  readonly atOnce: SizedProgram;
}

/**
 * Computes a scale in tiles of the recipe's size, or where the whole program does not fit, in the largest that do.
 * @param whole the image's program
 */
export function chooseTiles(
  forecaster: Forecaster,
  whole: SizedProgram,
  { tileSize }: Pick<Recipe, 'tileSize'>,
  limits: MemoryLimits,
): TileChoice {
  const { targets, height, width } = whole.program;
  const halo = exactHalo([...targets.style, ...targets.content].map(({ layer }) => layer));
  const least = 2 * halo + gridStep;
  const longest = Math.max(height, width);
  const tileOf = (side: number): TileChoice => ({
    tiles: { tileSize: side, halo },
    atOnce: sizeProgram(forecaster, tileProgram(whole.program, side)),
  });
  const asOne = { tiles: undefined, atOnce: whole };
  if (tileSize > 0) {
    const side = Math.max(least, gridStep * Math.round(tileSize / gridStep));
    return longest > side ? tileOf(side) : asOne;
  }
  if (fits(whole, limits)) return asOne;
  for (const side of sides.filter(side => side >= least && side < longest)) {
    const choice = tileOf(side);
    if (fits(choice.atOnce, limits)) return choice;
  }
  return tileOf(least);
}

/** The program of one tile, which is always computed in float32 and without recomputing. */
function tileProgram({ network, targets }: ProgramShapes, side: number): ProgramShapes {
  return { network, targets, height: side, width: side, precision: 'f32', recomputedBlocks: 0 };
}
