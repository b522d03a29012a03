import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { Backend, MemoryLimits } from '../backends/backend';
import { fits } from './memoryLimits';
import { poolingsBefore } from '../network/vgg19';
import type { ProgramShapes } from '../gradient/programShapes';

/** What another block must save, of the least that can be reached, to be worth its time. */
const worthwhile = 0.05;

/**
 * How many of a program's first blocks are recomputed on the way down: as few as make it fit, or where it is always to be done, as
 * many as save much. The most is held at the first block's own gradient, whatever is recomputed besides, and the first block
 * is the cheapest: so it alone is nearly all there is to gain. None where nothing makes the program fit: it is then for tiles.
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

/** All blocks but the deepest, where the way down begins. */
function recomputableBlocks({ targets: { style, content } }: ProgramShapes): number {
  return Math.max(0, ...[...style, ...content].map(({ layer }) => poolingsBefore(layer)));
}
