import { describe, expect, it } from 'vitest';
import { makeRecipe, presetNames } from '../../src/shared/recipe/recipe';
import { scalesOf } from '../../src/shared/recipe/scales';

describe('scales', () => {
  it('are one for the seed', () => {
    expect(scalesOf(makeRecipe('seed'), 512)).toEqual([{ side: 512, epochs: 500 }]);
  });

  it('grow by the square root of two up to the full size', () => {
    const scales = scalesOf(makeRecipe('seed', { coarsestSize: 128, epochs: 440 }), 256);
    expect(scales).toEqual([
      { side: 128, epochs: 200 },
      { side: 181, epochs: 120 },
      { side: 256, epochs: 120 },
    ]);
  });

  it.each(presetNames)('share out every epoch of %s, at every number of epochs', preset => {
    for (const epochs of [1, 2, 3, 7, 100, 501]) {
      const scales = scalesOf(makeRecipe(preset, { epochs, coarsestSize: 32 }), 700);
      expect(scales.reduce((sum, scale) => sum + scale.epochs, 0)).toBe(epochs);
      expect(Math.min(...scales.map(scale => scale.epochs))).toBeGreaterThan(0);
      expect(scales.at(-1)!.side).toBe(700);
    }
  });

  it('are one where the image is smaller than the coarsest', () => {
    expect(scalesOf(makeRecipe('balanced', { epochs: 9 }), 60)).toEqual([{ side: 60, epochs: 9 }]);
  });

  it("end at the content image's own size, for a tenth of the epochs, where that is the output size", () => {
    const recipe = makeRecipe('seed', { size: 512, epochs: 100, outputSize: 'scale' });
    expect(scalesOf(recipe, 2000)).toEqual([
      { side: 512, epochs: 90 },
      { side: 2000, epochs: 10 },
    ]);
    expect(scalesOf(recipe, 400)).toEqual([{ side: 400, epochs: 100 }]);
  });
});
