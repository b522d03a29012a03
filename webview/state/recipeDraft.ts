import { errorText } from '../../src/shared/errors';
import {
  makeRecipe,
  presets,
  recipeKeys,
  recipeOptions,
  type PresetName,
  type Recipe,
  type RecipeKey,
} from '../../src/shared/recipe/recipe';

/** The recipe of the next run while it is being edited. */
export interface RecipeDraft {
  readonly preset: PresetName;
  /** The recipe, which is always valid: input that is not is kept in `invalid`. */
  readonly recipe: Recipe;
  readonly invalid: Readonly<Partial<Record<RecipeKey, InvalidInput>>>;
  /** True once the person has changed anything here, so that a later change of the settings does not replace it. */
  readonly edited: boolean;
}

export interface InvalidInput {
  readonly text: string;
  /** Error text that names the option and its bounds. */
  readonly message: string;
}

export function draftOf(preset: PresetName, recipe: Recipe): RecipeDraft {
  return { preset, recipe, invalid: {}, edited: false };
}

/** A draft with all values of a preset. */
export function withPreset(preset: PresetName): RecipeDraft {
  return { preset, recipe: makeRecipe(preset), invalid: {}, edited: true };
}

/** A draft with one option changed to a text that was typed or chosen. */
export function withOption(draft: RecipeDraft, key: RecipeKey, text: string): RecipeDraft {
  const others = Object.entries(draft.invalid).filter(([name]) => name !== key);
  const invalid: RecipeDraft['invalid'] = Object.fromEntries(others);
  try {
    const recipe = makeRecipe(
      draft.preset,
      { ...draft.recipe, [key]: parse(key, text) },
      name => recipeOptions[name].label,
    );
    return { ...draft, recipe, invalid, edited: true };
  } catch (thrown) {
    const message = errorText(thrown);
    return { ...draft, invalid: { ...invalid, [key]: { text, message } }, edited: true };
  }
}

/** Value of a typed text: a number where it is one, else the text itself, so that the error quotes what was typed. */
function parse(key: RecipeKey, text: string): unknown {
  if (recipeOptions[key].kind === 'choice') return text;
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

export function isValid(draft: RecipeDraft): boolean {
  return Object.keys(draft.invalid).length === 0;
}

/** Labels of the options that differ from the preset's. */
export function changedOptions(draft: RecipeDraft): readonly string[] {
  const original = makeRecipe(draft.preset);
  return recipeKeys
    .filter(key => draft.invalid[key] !== undefined || draft.recipe[key] !== original[key])
    .map(key => recipeOptions[key].label);
}

export function sameRecipe(a: Recipe, b: Recipe): boolean {
  return recipeKeys.every(key => a[key] === b[key]);
}

export function presetLabel(preset: PresetName): string {
  return presets[preset].label;
}
