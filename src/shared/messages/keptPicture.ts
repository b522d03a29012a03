import * as v from 'valibot';
import { keptJobSchema } from './jobSchema';
import { modelLabels } from './output';
import { outputFormatSchema } from './outputFormatSchema';
import type { UnsavedWork } from './protocol';
import { recipeSchema } from './recipeSchema';
import { damaged, packSections, unpackSections } from '../sections';

const version = 1;

const headerSchema = v.object({
  kind: v.literal('pastiche-picture'),
  version: v.literal(version),
  job: keptJobSchema,
  recipe: recipeSchema,
  model: v.picklist(modelLabels),
  format: outputFormatSchema,
  epoch: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/** A picture and all that made it, as one file. */
export function packPicture({ bytes, curve, ...about }: UnsavedWork): Uint8Array<ArrayBuffer> {
  const { job, recipe, model, format, epoch } = about;
  const header = { kind: 'pastiche-picture', version, job, recipe, model, format, epoch };
  return packSections(header, curve ? [bytes, curve] : [bytes]);
}

/** @throws PasticheError `usage` where the bytes are no kept picture, or one of a version that this one cannot read */
export function unpackPicture(bytes: Uint8Array, name: string): UnsavedWork {
  const { header: found, sections } = unpackSections(bytes, name);
  const parsed = v.safeParse(headerSchema, found);
  const [picture, curve, ...others] = sections;
  if (!parsed.success || !picture || others.length > 0) {
    throw damaged(name, 'another version of Pastiche wrote it');
  }
  const { job, recipe, model, format, epoch } = parsed.output;
  // Node reads files as a `Buffer`, whose own slice is one too, which VS Code would post to a page as JSON.
  return {
    ...{ job, recipe, model, format, epoch },
    bytes: new Uint8Array(picture),
    ...(curve && { curve: new Uint8Array(curve) }),
  };
}
