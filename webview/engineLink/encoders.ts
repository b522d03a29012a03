import { PasticheError } from '../../src/shared/errors';
import type { OutputFormat, OutputType } from '../../src/shared/messages/output';

/** True where this window can write images of a type. */
export type CanEncode = (type: OutputType) => Promise<boolean>;

const tried = new Map<OutputType, Promise<boolean>>();

/** Tries a type on a single pixel, once: a browser that cannot write it silently writes PNG instead. */
export const canEncode: CanEncode = type => {
  const known = tried.get(type) ?? tryOnePixel(type);
  tried.set(type, known);
  return known;
};

async function tryOnePixel(type: OutputType): Promise<boolean> {
  if (type === 'png') return true; // written without the browser
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d');
  const wanted = `image/${type}`;
  return (await canvas.convertToBlob({ type: wanted })).type === wanted;
}

/**
 * Makes sure before a run that its picture can be encoded.
 * @throws PasticheError `output`, naming the setting
 */
export async function ensureEncoder({ type }: OutputFormat, canWrite: CanEncode): Promise<void> {
  if (await canWrite(type)) return;
  throw new PasticheError(
    'output',
    `This window cannot write ${type.toUpperCase()} pictures: its browser has no encoder for them.`,
    'Set pastiche.output.format to png, then start again.',
  );
}
