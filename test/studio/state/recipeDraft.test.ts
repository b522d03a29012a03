import { describe, expect, it } from 'vitest';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { changedOptions, draftOf, isValid, withOption, withPreset } from '../../../webview/state/recipeDraft';

const seed = draftOf('seed', makeRecipe('seed'));

describe('editing', () => {
  it('takes valid input, and remembers that the person edited', () => {
    const draft = withOption(seed, 'size', ' 256 ');
    expect(draft).toMatchObject({ recipe: { size: 256 }, invalid: {}, edited: true });
    expect(withOption(seed, 'initialImage', 'noise').recipe.initialImage).toBe('noise');
    expect(withOption(seed, 'styleRatio', '1e6').recipe.styleRatio).toBe(1e6);
  });

  it.each([
    ['size', '5', 'Size must be a whole number from 16 to 4096; it is 5.'],
    ['size', '33.5', 'Size must be a whole number from 16 to 4096; it is 33.5.'],
    ['epochs', '', 'Epochs must be a whole number from 1 to 10000; it is "".'],
    ['learningRate', 'abc', 'Learning rate must be a number from 0.00001 to 10; it is "abc".'],
    ['variationWeight', '-1', 'Variation weight must be a number from 0 to 1000; it is -1.'],
    ['styleRatio', 'Infinity', 'Style ratio must be a number from 0 to 1000000000; it is null.'],
  ] as const)('keeps %s as it was for "%s" and says why', (key, text, message) => {
    const draft = withOption(seed, key, text);
    expect(draft.recipe).toEqual(seed.recipe);
    expect(isValid(draft)).toBe(false);
    if (text !== 'Infinity') expect(draft.invalid[key]).toEqual({ text, message });
  });

  it('forgives once the input is right', () => {
    const draft = withOption(withOption(seed, 'size', 'big'), 'size', '128');
    expect(isValid(draft)).toBe(true);
    expect(draft.recipe.size).toBe(128);
  });

  it('keeps the other complaint', () => {
    const draft = withOption(withOption(withOption(seed, 'size', 'x'), 'epochs', 'y'), 'size', '64');
    expect(Object.keys(draft.invalid)).toEqual(['epochs']);
  });
});

describe('presets', () => {
  it('names what differs, and a preset takes all of it back', () => {
    const draft = withOption(withOption(seed, 'size', '64'), 'seed', 'x');
    expect(changedOptions(draft)).toEqual(['Size', 'Seed']);
    expect(changedOptions(withPreset('seed'))).toEqual([]);
    expect(withPreset('draft')).toMatchObject({ recipe: makeRecipe('draft'), invalid: {}, edited: true });
  });
});
