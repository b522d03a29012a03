import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { Device } from '../devices/device';
import type { Precision } from '../gradient/precision';

export interface PrecisionChoice {
  readonly precision: Precision;
  /** In a sentence, why it is not what the recipe asks for. */
  readonly note?: string;
}

/**
 * What a run stores its numbers in. `auto` is float16 where it keeps a picture whole that float32 would have to recompute or to
 * cut into tiles: on a GPU that was measured it saves memory, and next to no time.
 * @param saves whether it does
 */
export function choosePrecision(
  { gpu, report }: Pick<Device, 'gpu' | 'report'>,
  { precision }: Pick<Recipe, 'precision'>,
  saves: () => boolean,
): PrecisionChoice {
  if (precision === 'auto') {
    return gpu?.features.has('shader-f16') && saves() ? { precision: 'f16' } : { precision: 'f32' };
  }
  if (precision === 'f32') return { precision };
  if (!gpu) return { precision: 'f32', note: `Float16 needs WebGPU; ${report.label} computes in float32.` };
  if (!gpu.features.has('shader-f16')) {
    return { precision: 'f32', note: `${report.label} has no float16 (shader-f16); it computes in float32.` };
  }
  return { precision: 'f16' };
}

/** Said where float16 is asked for, and the picture too large for the memory even so. */
export const tilesNote = 'Tiles are computed in float32.';

/** What a run says that goes on in float32. */
export function fallBack(epoch: number): PrecisionChoice {
  return {
    precision: 'f32',
    note: `The losses left what float16 can hold at epoch ${epoch}; the run goes on in float32.`,
  };
}
