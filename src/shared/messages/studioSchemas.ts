import * as v from 'valibot';
import { devicePreferences } from '../gpu/device';
import { jobSchema, savingSchema } from './jobSchema';
import { outputFormatSchema } from './outputFormatSchema';
import type { StudioApi } from './protocol';
import { presetSchema, recipeSchema } from './recipeSchema';
import type { Schemas } from './rpc';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a studio takes from the extension host. */
export const studioSchemas: Schemas<StudioApi> = {
  enqueue: v.object({ jobs: v.array(jobSchema), preset: presetSchema, recipe: recipeSchema }),
  command: v.object({ command: v.picklist(['start', 'pause', 'resume', 'stop', 'save', 'saveUnsaved']) }),
  settingsChanged: v.object({
    device: v.picklist(devicePreferences),
    output: outputFormatSchema,
    autoSave: v.boolean(),
    saveEvery: count,
    memoryBudget: count,
    jobs: v.array(v.object({ id: v.string(), saving: savingSchema })),
  }),
  vgg19Changed: v.variant('kind', [
    v.object({ kind: v.literal('fetching'), percent: v.number() }),
    v.object({ kind: v.literal('failed'), reason: v.string() }),
    v.object({ kind: v.literal('ready') }),
  ]),
};
