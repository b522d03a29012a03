import type { Recipe } from '../../../src/shared/recipe/recipe';
import { fitWithin } from '../../../webview/engine/images/resample';
import { scalesOf } from '../../../src/shared/recipe/scales';

/** How much a run computes in `steps` optimiser steps: the pixels of each, summed up over its scales. */
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
