import * as v from 'valibot';
import { PasticheError } from '../errors';
import { quoted } from '../quoted';
import { presets, presetNames, type PresetName } from './presets';
import { recipeOptions, type Recipe, type RecipeKey, type RecipeOption } from './recipeOptions';

/**
 * A recipe is everything that decides what a run does, besides its images and model: the same recipe, images, model and
 * device make the same picture. Its options are in recipeOptions.ts, its named starting points in presets.ts.
 */

export { defaultPreset, presetNames, presets, type PresetName } from './presets';
export { recipeOptions, type Recipe, type RecipeKey, type RecipeOption } from './recipeOptions';

export const recipeKeys = Object.keys(recipeOptions) as readonly RecipeKey[];

/** Values of options as a person or a file gave them, before validation. */
export type RecipeInput = Readonly<Partial<Record<RecipeKey, unknown>>>;

/**
 * The recipe of a preset with `overrides` on top.
 * @param nameOf name of an option in errors: `pastiche.size` in settings, `--size` on the command line
 * @throws PasticheError `setting`, naming the option and its bounds
 */
export function makeRecipe(
  preset: PresetName,
  overrides: RecipeInput = {},
  nameOf: (key: RecipeKey) => string = key => key,
): Recipe {
  const values: Record<string, unknown> = {};
  for (const key of recipeKeys) {
    const fromPreset = (presets[preset].values as RecipeInput)[key] ?? recipeOptions[key].default;
    values[key] = checkOption(key, overrides[key] ?? fromPreset, nameOf(key));
  }
  return values as Recipe;
}

/**
 * The recipe of a preset with those of the kept options on top that are still valid: an update may have changed an option's
 * bounds, and the others hold what a person chose.
 */
export function recipeFromKept(preset: PresetName, kept: Readonly<Record<string, unknown>>): Recipe {
  const valid = recipeKeys.filter(
    key => Object.hasOwn(kept, key) && v.is(schemaOf(recipeOptions[key]), kept[key]),
  );
  return makeRecipe(preset, Object.fromEntries(valid.map(key => [key, kept[key]])));
}

/** Checks a preset's name. @throws PasticheError `setting`, naming the presets */
export function parsePreset(value: unknown, name: string): PresetName {
  if (typeof value === 'string' && Object.hasOwn(presets, value)) return value as PresetName;
  throw new PasticheError(
    'setting',
    `${name} must be one of ${presetNames.join(', ')}; it is ${quoted(value)}.`,
  );
}

function checkOption(key: RecipeKey, value: unknown, name: string): number | string {
  const option: RecipeOption = recipeOptions[key];
  const result = v.safeParse(schemaOf(option), value);
  if (result.success) return result.output;
  throw new PasticheError('setting', `${name} must be ${boundsText(option)}; it is ${quoted(value)}.`);
}

function schemaOf(option: RecipeOption): v.GenericSchema<unknown, number | string> {
  if (option.kind === 'choice') return v.picklist(Object.keys(option.choices));
  const bounded = v.pipe(v.number(), v.finite(), v.minValue(option.min), v.maxValue(option.max));
  return option.integer ? v.pipe(bounded, v.integer()) : bounded;
}

/** An option's bounds in words, such as "a whole number from 16 to 4096". */
export function boundsText(option: RecipeOption): string {
  if (option.kind === 'choice') return `one of ${Object.keys(option.choices).join(', ')}`;
  return `a ${option.integer ? 'whole ' : ''}number from ${option.min} to ${option.max}`;
}
