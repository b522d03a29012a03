import * as v from 'valibot';
import { keptJobSchema } from './jobSchema';
import type { StudioIntent } from './protocol';
import { defaultPreset, presetNames, recipeFromKept } from '../recipe/recipe';

/** Keeps what is written down readable beyond the version that wrote it: each part that is invalid is left out alone. */
const intent = v.object({
  jobs: v.array(v.fallback(v.nullable(keptJobSchema), null)),
  preset: v.fallback(v.picklist(presetNames), defaultPreset),
  recipe: v.fallback(v.record(v.string(), v.unknown()), {}),
});

const named = v.object({ studio: v.pipe(v.string(), v.nonEmpty()) });

/** The panel's name in the state that VS Code kept; undefined where it has none. */
export function nameOfKept(kept: unknown): string | undefined {
  const result = v.safeParse(named, kept);
  return result.success ? result.output.studio : undefined;
}

/**
 * The intent that VS Code kept over a reload. A job that cannot be read is left out; an option that is missing or no longer
 * valid has the preset's value. Undefined where no job is left.
 */
export function parseIntent(kept: unknown): StudioIntent | undefined {
  const result = v.safeParse(intent, kept);
  if (!result.success) return undefined;
  const { preset, recipe } = result.output;
  const jobs = result.output.jobs.filter(job => job !== null);
  return jobs.length > 0 ? { jobs, preset, recipe: recipeFromKept(preset, recipe) } : undefined;
}
