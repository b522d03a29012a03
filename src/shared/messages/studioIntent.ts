import * as v from 'valibot';
import type { StudioIntent } from './protocol';
import { makeRecipe, presetNames, type PresetName } from '../recipe/recipe';

const imageRef = v.object({ uri: v.pipe(v.string(), v.nonEmpty()), name: v.pipe(v.string(), v.nonEmpty()) });
/** Far more than a mask of the studio's size takes. */
const mostUriLetters = 4 * 2 ** 20;
const region = v.variant('kind', [
  v.object({ kind: v.literal('image'), image: imageRef }),
  v.object({
    kind: v.literal('painted'),
    uri: v.pipe(v.string(), v.startsWith('data:image/png;base64,'), v.maxLength(mostUriLetters)),
  }),
]);
const style = v.object({
  image: imageRef,
  weight: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  region: v.exactOptional(region),
});
const job = v.object({ id: v.string(), content: imageRef, styles: v.tupleWithRest([style], style) });
const intent = v.object({
  jobs: v.pipe(v.array(job), v.minLength(1)),
  preset: v.picklist(presetNames),
  recipe: v.record(v.string(), v.unknown()),
});

const named = v.object({ studio: v.pipe(v.string(), v.nonEmpty()) });

/** The panel's own name among what VS Code kept of it; undefined where it never had one. */
export function nameOfKept(kept: unknown): string | undefined {
  const result = v.safeParse(named, kept);
  return result.success ? result.output.studio : undefined;
}

/**
 * What a panel was about, as VS Code kept it over a reload; undefined where it is not to be made sense of, such as after an
 * update that changed it. Options that are missing or no longer valid have the preset's value.
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
    // An option's bounds changed with an update: the preset is nearer to what was chosen than no panel at all.
    return makeRecipe(preset);
  }
}
