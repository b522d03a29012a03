import * as v from 'valibot';
import { outputFormatSchema } from './outputFormatSchema';
import type { ImageRef, Job, SavingSettings } from './protocol';
import { presetSchema, recipeSchema } from './recipeSchema';

/** Most letters of a painted mask's data uri: far more than one made by the studio has. */
const mostUriLetters = 4 * 2 ** 20;

const text = v.pipe(v.string(), v.nonEmpty());

export const imageRefSchema: v.GenericSchema<unknown, ImageRef> = v.object({
  uri: text,
  name: text,
  label: v.exactOptional(text),
});

const region = v.variant('kind', [
  v.object({ kind: v.literal('image'), image: imageRefSchema }),
  v.object({
    kind: v.literal('painted'),
    uri: v.pipe(v.string(), v.startsWith('data:image/png;base64,'), v.maxLength(mostUriLetters)),
  }),
]);

const style = v.object({
  image: imageRefSchema,
  weight: v.pipe(v.number(), v.finite(), v.gtValue(0)),
  region: v.exactOptional(region),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const saving = { output: outputFormatSchema, autoSave: v.boolean(), saveEvery: count };

export const savingSchema: v.GenericSchema<unknown, SavingSettings> = v.object(saving);

const settings = v.object({ ...saving, preset: presetSchema, recipe: recipeSchema });

const images = {
  id: v.string(),
  content: imageRefSchema,
  styles: v.tupleWithRest([style], style),
};

/** A job as it crosses the boundary between host and studio. */
export const jobSchema: v.GenericSchema<unknown, Job> = v.object({
  ...images,
  settings: v.exactOptional(settings),
});

/** A job as it was kept: settings that are no longer valid, such as after an update, are left out. */
export const keptJobSchema: v.GenericSchema<unknown, Job> = v.pipe(
  v.object({ ...images, settings: v.optional(v.unknown()) }),
  v.transform(({ settings: kept, ...job }): Job => {
    const result = v.safeParse(settings, kept);
    return result.success ? { ...job, settings: result.output } : job;
  }),
);
