import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { MemoryLimits } from '../backends/backend';
import { poolingsBefore } from '../network/vgg19';
import type { ProgramShapes } from '../gradient/programShapes';
import { fits, sizeProgram, type Forecaster, type SizedProgram } from './memory';

/**
 * How far above the least memory that any count of blocks reaches, as a share of it, a count may stay: to recompute more
 * blocks for the rest would cost time and save little.
 */
const worthwhile = 0.05;

/**
 * A program with as many of its first blocks recomputed in the backward pass as serve. Under `auto` these are the fewest with
 * which the program fits, and none where it does not fit anyhow, since it is then computed in tiles. Under `always` they are
 * the fewest that come within `worthwhile` of the least memory: mostly the first block alone, which is the cheapest to
 * recompute, while the peak is reached at its own gradient, whatever else is recomputed.
 */
export function chooseRecomputation(
  forecaster: Forecaster,
  program: ProgramShapes,
  { recompute }: Pick<Recipe, 'recompute'>,
  limits: MemoryLimits,
): SizedProgram {
  const withBlocks = (recomputedBlocks: number): SizedProgram =>
    sizeProgram(forecaster, { ...program, recomputedBlocks });
  const kept = withBlocks(0);
  if (recompute === 'never' || (recompute === 'auto' && fits(kept, limits))) return kept;
  const saved: SizedProgram[] = [];
  for (let blocks = 1; blocks <= recomputableBlocks(program); blocks++) {
    const sized = withBlocks(blocks);
    if (recompute === 'auto' && fits(sized, limits)) return sized;
    saved.push(sized);
  }
  if (recompute === 'auto') return kept;
  const all = [kept, ...saved];
  const enough = (1 + worthwhile) * Math.min(...all.map(({ memory }) => memory.bytes));
  return all.find(({ memory }) => memory.bytes <= enough)!;
}

/** How many blocks can be recomputed: all but the deepest, where the backward pass begins. */
function recomputableBlocks({ targets: { style, content } }: ProgramShapes): number {
  return Math.max(0, ...[...style, ...content].map(({ layer }) => poolingsBefore(layer)));
}
