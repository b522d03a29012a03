import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { Device } from '../devices/device';
import type { Precision } from '../gradient/precision';

export interface PrecisionChoice {
  readonly precision: Precision;
  /** Why the precision is not the one that the recipe asks for, in one sentence. */
  readonly note?: string;
}

/**
 * The precision that a run stores its numbers in. `auto` is float16 where a picture then fits whole that float32 would have to
 * recompute or to cut into tiles: on a GPU that was measured it saves memory, and next to no time.
 * @param saves whether float16 keeps the picture whole, or from being recomputed; asked only where it decides
 */
export function choosePrecision(
  { float16Refusal }: Pick<Device, 'float16Refusal'>,
  { precision }: Pick<Recipe, 'precision'>,
  saves: () => boolean,
): PrecisionChoice {
  if (precision === 'auto') {
    return { precision: float16Refusal === undefined && saves() ? 'f16' : 'f32' };
  }
  if (precision === 'f16' && float16Refusal !== undefined) return { precision: 'f32', note: float16Refusal };
  return { precision };
}

/** The note of a run that asks for float16 with a picture that is too large for the memory even so. */
export const tilesNote = 'Tiles are computed in float32.';

/** The choice of a run whose losses left float16's range and that goes on in float32. */
export function fallBack(epoch: number): PrecisionChoice {
  return {
    precision: 'f32',
    note: `The losses left what float16 can hold at epoch ${epoch}; the run goes on in float32.`,
  };
}
