import * as v from 'valibot';
import { makeRecipe, presetNames, recipeKeys, type Recipe } from '../recipe/recipe';

export const presetSchema = v.picklist(presetNames);

/** A whole recipe, each option within its bounds. */
export const recipeSchema: v.GenericSchema<unknown, Recipe> = v.custom<Recipe>(
  isRecipe,
  'every option within its bounds is expected',
);

function isRecipe(value: unknown): value is Recipe {
  if (typeof value !== 'object' || value === null) return false;
  if (!recipeKeys.every(key => Object.hasOwn(value, key))) return false;
  try {
    makeRecipe(presetNames[0]!, value);
    return true;
  } catch {
    return false; // The caller names the method whose parameters these are.
  }
}
