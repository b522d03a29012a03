import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { Backend, MemoryLimits } from '../backends/backend';
import { fits } from './memoryLimits';
import { poolingsBefore } from '../network/vgg19';
import type { ProgramShapes } from '../gradient/programShapes';

/**
 * How far above the least memory that any count of blocks reaches, as a share of it, a count may stay: to recompute more
 * blocks for the rest would cost time and save little.
 */
const worthwhile = 0.05;

/**
 * How many of a program's first blocks are recomputed in the backward pass. Under `auto` it is the fewest with which the
 * program fits, and none where it does not fit anyhow, since it is then computed in tiles. Under `always` it is the fewest
 * that come within `worthwhile` of the least memory: mostly the first block alone, which is the cheapest to recompute,
 * while the peak is reached at its own gradient, whatever else is recomputed.
 */
export function chooseRecomputation(
  backend: Backend,
  program: ProgramShapes,
  { recompute }: Pick<Recipe, 'recompute'>,
  limits: MemoryLimits,
): number {
  if (recompute === 'never') return 0;
  const counts = Array.from({ length: recomputableBlocks(program) + 1 }, (_, count) => count);
  const withBlocks = (count: number): ProgramShapes => ({ ...program, recomputedBlocks: count });
  if (recompute === 'auto') return counts.find(count => fits(backend, withBlocks(count), limits)) ?? 0;
  const bytes = counts.map(count => backend.programMemory(withBlocks(count)).bytes);
  const enough = (1 + worthwhile) * Math.min(...bytes);
  return bytes.findIndex(found => found <= enough);
}

/** How many blocks can be recomputed: all but the deepest, where the backward pass begins. */
function recomputableBlocks({ targets: { style, content } }: ProgramShapes): number {
  return Math.max(0, ...[...style, ...content].map(({ layer }) => poolingsBefore(layer)));
}
