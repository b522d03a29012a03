import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { ProgramShapes } from '../gradient/programShapes';
import type { Backend, MemoryLimits } from '../backends/backend';
import { fits } from './memoryLimits';
import { exactHalo, gridStep, type TileSize } from '../tiles/tileGrid';

/** The sides of tiles that are tried, px, largest first: a large tile has little halo for its core. */
const sides = [2048, 1536, 1024, 768, 512, 384, 256];

/**
 * The tiles that a scale is computed in: those of the recipe's size, or where the whole program does not fit, the largest
 * that do.
 * @returns undefined where the image is computed at once
 */
export function chooseTileSize(
  backend: Backend,
  program: ProgramShapes,
  { tileSize }: Pick<Recipe, 'tileSize'>,
  limits: MemoryLimits,
): TileSize | undefined {
  const { style, content } = program.targets;
  const halo = exactHalo([...style, ...content].map(({ layer }) => layer));
  const least = 2 * halo + gridStep;
  if (tileSize > 0) {
    const side = Math.max(least, gridStep * Math.round(tileSize / gridStep));
    return Math.max(program.height, program.width) > side ? { tileSize: side, halo } : undefined;
  }
  if (fits(backend, program, limits)) return undefined;
  const fitting = sides.find(side => side >= least && fits(backend, tileOf(program, side), limits));
  return { tileSize: fitting ?? least, halo };
}

/** The program of one tile, which is always computed in float32 and without recomputing. */
export function tileOf({ network, targets }: ProgramShapes, side: number): ProgramShapes {
  return { network, targets, height: side, width: side, precision: 'f32', recomputedBlocks: 0 };
}
