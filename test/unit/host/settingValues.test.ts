import { describe, expect, it } from 'vitest';
import { errorText, PasticheError } from '../../../src/shared/errors';
import { presetNames, presets, recipeOptions } from '../../../src/shared/recipe/recipe';
import {
  outputFolderSetting,
  recipeSettings,
  settingIn,
  studioSettings,
  styleFolderSettings,
  styleSetting,
  usableStudioSettings,
  type ReadSetting,
} from '../../../src/pure/settingValues';

const settings =
  (values: Readonly<Record<string, unknown>>): ReadSetting =>
  key =>
    values[key];

describe('recipeSettings', () => {
  it('takes the preset where nothing else is set', () => {
    const { preset, recipe } = recipeSettings(settings({ preset: 'draft', size: null }));
    expect(preset).toBe('draft');
    expect(recipe).toMatchObject(presets.draft.values);
    expect(recipe.styleRatio).toBe(recipeOptions.styleRatio.default);
  });

  it('puts single settings over the preset', () => {
    const { recipe } = recipeSettings(settings({ preset: 'draft', epochs: 7, initialImage: 'noise' }));
    expect(recipe).toMatchObject({ size: 256, epochs: 7, initialImage: 'noise' });
  });

  it.each([
    [{ size: 8 }, 'pastiche.size must be a whole number from 16 to 4096; it is 8.'],
    [{ size: 99.5 }, 'pastiche.size must be a whole number from 16 to 4096; it is 99.5.'],
    [{ epochs: '500' }, 'pastiche.epochs must be a whole number from 1 to 10000; it is "500".'],
    [{ initialImage: 'style' }, 'pastiche.initialImage must be one of content, noise; it is "style".'],
    [{ preset: 'best' }, `pastiche.preset must be one of ${presetNames.join(', ')}; it is "best".`],
    [{ preset: 3 }, `pastiche.preset must be one of ${presetNames.join(', ')}; it is 3.`],
  ])('names the setting and its bounds: %j', (values, message) => {
    expect(() => recipeSettings(settings(values))).toThrow(message);
    expect(() => recipeSettings(settings(values))).toThrow(PasticheError);
  });
});

describe('studioSettings', () => {
  it('has the defaults', () => {
    expect(studioSettings(settings({}))).toEqual({
      device: 'auto',
      output: { type: 'png', quality: 92 },
      autoSave: true,
      saveEvery: 0,
      memoryBudget: 0,
    });
  });

  it('takes what is set', () => {
    const values = {
      device: 'wasm',
      'output.format': 'jpeg',
      'output.quality': 1,
      saveAutomatically: false,
      saveEvery: 50,
      memoryBudget: 1500,
    };
    expect(studioSettings(settings(values))).toEqual({
      device: 'wasm',
      output: { type: 'jpeg', quality: 1 },
      autoSave: false,
      saveEvery: 50,
      memoryBudget: 1.5e9,
    });
  });

  it.each([
    [{ device: 'cuda' }, 'pastiche.device must be one of auto, webgpu, webgl, wasm; it is "cuda".'],
    [{ 'output.format': 'tiff' }, 'pastiche.output.format must be one of png, jpeg, webp; it is "tiff".'],
    [{ 'output.quality': 0 }, 'pastiche.output.quality must be a whole number from 1 to 100; it is 0.'],
    [{ 'output.quality': 101 }, 'pastiche.output.quality must be a whole number from 1 to 100; it is 101.'],
    [{ saveAutomatically: 'yes' }, 'pastiche.saveAutomatically must be true or false; it is "yes".'],
    [{ saveEvery: -1 }, 'pastiche.saveEvery must be a whole number from 0 to 10000; it is -1.'],
    [{ memoryBudget: -1 }, 'pastiche.memoryBudget must be a whole number from 0 to 1000000; it is -1.'],
    [{ saveEvery: [1] }, 'pastiche.saveEvery must be a whole number from 0 to 10000; it is [1].'],
  ])('names the setting and its bounds: %j', (values, message) => {
    expect(() => studioSettings(settings(values))).toThrow(message);
  });
});

describe('usableStudioSettings', () => {
  it('puts the default in the place of each setting that is invalid, and of no other', () => {
    const values = {
      device: 'wasm',
      'output.format': 'jpeg',
      'output.quality': 0,
      saveEvery: 'x',
      memoryBudget: 7,
    };
    const { settings: usable, errors } = usableStudioSettings(settings(values));
    expect(usable).toEqual({
      device: 'wasm',
      output: { type: 'jpeg', quality: 92 },
      autoSave: true,
      saveEvery: 0,
      memoryBudget: 7e6,
    });
    expect(errors.map(errorText).map(settingIn)).toEqual(['pastiche.output.quality', 'pastiche.saveEvery']);
  });

  it('has no errors where all are valid', () => {
    expect(usableStudioSettings(settings({})).errors).toEqual([]);
  });
});

describe('settings that name paths', () => {
  it('fall back to the default where they are empty', () => {
    const byDefault = { base: { kind: 'fileDirname' }, path: 'stylized' };
    expect(outputFolderSetting(settings({}))).toEqual(byDefault);
    expect(outputFolderSetting(settings({ 'output.folder': '  ' }))).toEqual(byDefault);
    expect(styleSetting(settings({ style: ' ' }))).toBeUndefined();
    expect(styleFolderSettings(settings({ styleFolders: ['', 'styles'] }))).toHaveLength(1);
  });

  it('name themselves when they are of the wrong type', () => {
    expect(() => outputFolderSetting(settings({ 'output.folder': 7 }))).toThrow(
      'pastiche.output.folder must be the path of a folder; it is 7.',
    );
    expect(() => styleFolderSettings(settings({ styleFolders: 'styles' }))).toThrow(
      'pastiche.styleFolders must be a list of folders; it is "styles".',
    );
    expect(() => styleFolderSettings(settings({ styleFolders: [1] }))).toThrow(
      /pastiche\.styleFolders must be/,
    );
    expect(() => styleSetting(settings({ style: true }))).toThrow(/pastiche\.style must be/);
  });
});

describe('settingIn', () => {
  it('finds the setting that an error is about', () => {
    for (const values of [{ 'output.quality': 0 }, { saveEvery: 'x' }]) {
      const key = Object.keys(values)[0]!;
      try {
        studioSettings(settings(values));
        expect.unreachable();
      } catch (thrown) {
        expect(settingIn(errorText(thrown))).toBe(`pastiche.${key}`);
      }
    }
  });

  it('finds none where none is named', () => {
    expect(settingIn('photo.png is empty (0 bytes).')).toBeUndefined();
    expect(settingIn('pastiche stopped.')).toBeUndefined();
  });
});
