import type { Recipe } from '../../../src/shared/recipe/recipe';
import { fitWithin } from '../../../src/shared/fitWithin';
import { scalesOf } from '../../../src/shared/recipe/scales';

/** Cost of a run's first `steps` optimiser steps: the sum of the pixels that each of them works on. */
export function stepsTimesPixels(recipe: Recipe, width: number, height: number, steps: number): number {
  const scales = scalesOf(recipe, Math.max(width, height));
  let left = steps;
  return scales.reduce((sum, { side, epochs }) => {
    const taken = Math.min(epochs, left);
    left -= taken;
    const size = fitWithin(width, height, side);
    return sum + taken * size.width * size.height;
  }, 0);
}
