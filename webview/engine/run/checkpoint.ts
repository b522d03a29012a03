import * as v from 'valibot';
import { PasticheError } from '../../../src/shared/errors';
import { damaged, packSections, unpackSections } from '../../../src/shared/sections';
import type { MethodState } from '../method/stylize';
import { modelLabel } from '../network/networkStore';
import { descentArrays, type DescentArrays } from '../optimizers/descent';
import type { RunRequest } from '../stylizer';

/** Where an interrupted run stood, as it is kept outside the engine. */
export interface RunCheckpoint {
  /** What the run is made from, so that no other run goes on from here. */
  readonly digest: string;
  /** Epochs taken in all scales. */
  readonly epochs: number;
  /** The epoch at which float16 failed and the run went on in float32; null where it did not. */
  readonly float32From: number | null;
  readonly state: MethodState;
}

/** Changed whenever older checkpoints can no longer be read. */
const version = 1;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 16));
const headerSchema = v.object({
  kind: v.literal('pastiche-run'),
  version: v.literal(version),
  digest: v.pipe(v.string(), v.nonEmpty()),
  epochs: v.pipe(count, v.minValue(1)),
  float32From: v.nullable(count),
  scale: count,
  epochsInScale: v.pipe(count, v.minValue(1)),
  height: positive,
  width: positive,
  steps: count,
  averaged: count,
  arrays: v.pipe(v.array(v.picklist(descentArrays)), v.minLength(1)),
});

/** How an error names a checkpoint: a person knows no file of it. */
const name = 'The kept state of the interrupted run';

/** A checkpoint as bytes; undefined where a number in it is not finite, since no picture could come of it. */
export function packCheckpoint({
  digest,
  epochs,
  float32From,
  state: { scale, epochsInScale, descent },
}: RunCheckpoint): Uint8Array<ArrayBuffer> | undefined {
  const { height, width, steps, averaged, arrays } = descent;
  const present = descentArrays.flatMap(key => (arrays[key] ? [[key, arrays[key]] as const] : []));
  if (!present.every(([, values]) => areFinite(values))) return undefined;
  const header: v.InferOutput<typeof headerSchema> = {
    ...{ kind: 'pastiche-run', version, digest, epochs, float32From, scale, epochsInScale },
    ...{ height, width, steps, averaged, arrays: present.map(([key]) => key) },
  };
  return packSections(
    header,
    present.map(([, { buffer, byteOffset, byteLength }]) => new Uint8Array(buffer, byteOffset, byteLength)),
  );
}

/**
 * Reads a checkpoint.
 * @throws PasticheError `usage` where it is cut off, of another version, contradicts itself, or holds what is no number
 */
export function unpackCheckpoint(bytes: Uint8Array): RunCheckpoint {
  const { header, sections } = unpackSections(bytes, name);
  const parsed = v.safeParse(headerSchema, header);
  if (!parsed.success) throw damaged(name, 'another version of Pastiche wrote it');
  const { digest, epochs, float32From, scale, epochsInScale, arrays: names } = parsed.output;
  const { height, width, steps, averaged } = parsed.output;
  if (names.length !== sections.length) throw damaged(name, 'it does not hold what it names');
  const arrays: Partial<Record<(typeof descentArrays)[number], Float32Array>> = {};
  for (const [index, key] of names.entries()) {
    const section = sections[index]!;
    if (section.length !== 12 * height * width) throw damaged(name, 'an array has another size');
    const values = new Float32Array(new Uint8Array(section).buffer);
    if (!areFinite(values)) throw damaged(name, 'it holds what is no number');
    arrays[key] = values;
  }
  const { image } = arrays;
  if (!image) throw damaged(name, 'it holds no image');
  const all: DescentArrays = { ...arrays, image };
  return {
    digest,
    epochs,
    float32From,
    state: { scale, epochsInScale, descent: { height, width, steps, averaged, arrays: all } },
  };
}

/** A hash of what a run's picture depends on: recipe, network, and the bytes, weights and regions of all images. */
export async function digestOf({ content, styles, recipe, model }: RunRequest): Promise<string> {
  const hashed = await Promise.all(
    styles.map(async ({ image, weight, region }) => [
      await hashOf(image.bytes),
      weight,
      region ? await hashOf(region.bytes) : null,
    ]),
  );
  const options = Object.entries(recipe).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const all = JSON.stringify([await hashOf(content.bytes), hashed, options, modelLabel(model)]);
  return await hashOf(new TextEncoder().encode(all));
}

/** @throws PasticheError `usage` where a checkpoint is another run's */
export function requireSameRun({ digest }: RunCheckpoint, expected: string): void {
  if (digest === expected) return;
  throw new PasticheError(
    'usage',
    'The interrupted run cannot go on: its images, its recipe or its network have changed since.',
    'Start the run again.',
  );
}

/** The first half of the SHA-256 of some bytes, in hexadecimal digits. */
async function hashOf(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(hash, 0, 16), byte => byte.toString(16).padStart(2, '0')).join('');
}

function areFinite(values: Float32Array): boolean {
  // Zero times a number is 0, times anything else it is not: one sum tells of all, without a branch for each.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * 0;
  return sum === 0;
}
