import * as v from 'valibot';
import { keptJobSchema } from './jobSchema';
import type { StudioIntent } from './protocol';
import { makeRecipe, presetNames, type PresetName } from '../recipe/recipe';

const intent = v.object({
  jobs: v.pipe(v.array(keptJobSchema), v.minLength(1)),
  preset: v.picklist(presetNames),
  recipe: v.record(v.string(), v.unknown()),
});

const named = v.object({ studio: v.pipe(v.string(), v.nonEmpty()) });

/** The panel's name in the state that VS Code kept; undefined where it has none. */
export function nameOfKept(kept: unknown): string | undefined {
  const result = v.safeParse(named, kept);
  return result.success ? result.output.studio : undefined;
}

/**
 * The intent that VS Code kept over a reload; undefined where it cannot be read, such as after an update that changed its
 * form. An option that is missing has the preset's value; where one is no longer valid, all have.
 */
export function parseIntent(kept: unknown): StudioIntent | undefined {
  const result = v.safeParse(intent, kept);
  if (!result.success) return undefined;
  const { jobs, preset, recipe } = result.output;
  return { jobs, preset, recipe: recipeOr(preset, recipe) };
}

function recipeOr(preset: PresetName, kept: Readonly<Record<string, unknown>>): StudioIntent['recipe'] {
  try {
    return makeRecipe(preset, kept);
  } catch {
    // An update may have changed an option's bounds; the preset is nearer to what was chosen than no panel at all.
    return makeRecipe(preset);
  }
}
