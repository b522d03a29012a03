import * as v from 'valibot';
import { imageRefSchema, jobSchema } from './jobSchema';
import { modelLabels, outputTypes } from './output';
import { outputFormatSchema } from './outputFormatSchema';
import { plainErrorSchema } from './plainErrorSchema';
import type { HostApi } from './protocol';
import { presetSchema, recipeSchema } from './recipeSchema';
import type { Schemas } from './rpc';

const text = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const uri = v.object({ uri: text });

const unsavedWork = {
  job: jobSchema,
  recipe: recipeSchema,
  model: v.picklist(modelLabels),
  format: outputFormatSchema,
  epoch: count,
  bytes: v.instance(Uint8Array),
  curve: v.exactOptional(v.instance(Uint8Array)),
};

/** What the extension host takes from a studio: a page is not trusted with paths, numbers or anything else. */
export const hostSchemas: Schemas<HostApi> = {
  ready: v.null(),
  readImage: uri,
  prepareModel: v.null(),
  networkAtHand: v.null(),
  readModelFile: v.object({ file: text }),
  probeOutput: v.object({ job: jobSchema, format: outputFormatSchema }),
  saveImage: v.object({
    job: jobSchema,
    bytes: v.instance(Uint8Array),
    format: outputFormatSchema,
    model: v.picklist(modelLabels),
    intermediateEpoch: v.exactOptional(count),
    endsRun: v.exactOptional(v.boolean()),
    waiting: v.exactOptional(count),
  }),
  askPlace: v.object({ job: jobSchema, types: v.pipe(v.array(v.picklist(outputTypes)), v.nonEmpty()) }),
  saveAt: v.object({ uri: text, bytes: v.instance(Uint8Array) }),
  keepRun: v.object({ ...unsavedWork, checkpoint: v.instance(Uint8Array) }),
  keepPicture: v.object(unsavedWork),
  readCheckpoint: v.object({ job: text }),
  endRun: v.object({ job: text, setAside: v.boolean() }),
  forgetPicture: v.object({ id: text }),
  askRemoval: v.object({ content: imageRefSchema, count }),
  pickStyle: v.object({ content: imageRefSchema }),
  pickMask: v.object({ content: imageRefSchema }),
  openImage: uri,
  openSettings: v.object({ query: v.pipe(v.string(), v.startsWith('pastiche')) }),
  remember: v.object({
    studio: text,
    intent: v.object({ jobs: v.array(jobSchema), preset: presetSchema, recipe: recipeSchema }),
  }),
  engineReady: v.null(),
  runChanged: v.object({
    phase: v.picklist(['idle', 'preparing', 'running', 'paused', 'finished']),
    title: v.string(),
    content: v.string(),
    percent: v.nullable(v.pipe(count, v.maxValue(100))),
    leftMs: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))),
  }),
  runFailed: v.object({ job: jobSchema, error: plainErrorSchema, waiting: v.exactOptional(count) }),
  log: v.object({ level: v.picklist(['info', 'warn', 'error']), text: v.string() }),
};
