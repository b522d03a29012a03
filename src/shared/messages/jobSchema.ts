import * as v from 'valibot';
import type { ImageRef, Job } from './protocol';

/** Most letters of a painted mask's data uri: far more than one made by the studio has. */
const mostUriLetters = 4 * 2 ** 20;

const text = v.pipe(v.string(), v.nonEmpty());

export const imageRefSchema: v.GenericSchema<unknown, ImageRef> = v.object({ uri: text, name: text });

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

/** A job as it crosses the boundary between host and studio, and as it is kept. */
export const jobSchema: v.GenericSchema<unknown, Job> = v.object({
  id: v.string(),
  content: imageRefSchema,
  styles: v.tupleWithRest([style], style),
});
