import type { ModelLabel } from '../../../src/shared/messages/output';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { scalesOf } from '../../../src/shared/recipe/scales';
import type { Device } from '../devices/device';
import type { Precision } from '../gradient/precision';
import { programShapes, type ProgramShapes } from '../gradient/programShapes';
import type { ScaleImages } from '../images/scaleImages';
import type { Shapes } from '../network/shapes';
import type { TileSize } from '../tiles/tileGrid';
import { forecastPeakBytes, memoryLimits, type Forecaster, type SizedProgram } from './memory';
import { choosePrecision, fallBack, tilesNote, type PrecisionChoice } from './precisionChoice';
import { chooseRecomputation } from './recomputation';
import { chooseTiles } from './tileChoice';

/** How a run will be computed, decided once its images' sizes are known and before anything is computed. */
export interface RunPlan {
  /** What the last scale's activations and gradients are stored in. */
  readonly precision: Precision;
  /** Why the precision is not the one that the recipe asks for, in one sentence. */
  readonly note?: string;
  /** Most bytes that the run will hold; a forecast. */
  readonly peakBytes: number;
  /** The scales from coarse to fine, at least one. */
  readonly scales: readonly PlannedScale[];
}

export interface PlannedScale {
  /** Longest side of the content image, px. */
  readonly side: number;
  readonly epochs: number;
  /** The program for the whole image. */
  readonly program: ProgramShapes;
  /** The tiles that the image is computed in; undefined where it is computed as a whole. */
  readonly tiles: TileSize | undefined;
  /** What is computed at a time: the whole image's program, or a tile's. */
  readonly atOnce: SizedProgram;
}

export interface PlanRequest {
  readonly device: Pick<Device, 'float16Refusal'> & { readonly backend: Forecaster };
  readonly model: ModelLabel;
  readonly recipe: Recipe;
  /** Longest side of the finished picture, px. */
  readonly side: number;
  /** The shapes of the images at a scale. */
  readonly shapesAt: (side: number) => ScaleImages<Shapes[4]>;
  /** Bytes that the person allows a program; 0 leaves it to the device. */
  readonly memoryBudget: number;
}

/** The plan of a run. */
export function planRun(request: PlanRequest): RunPlan {
  const { device, recipe } = request;
  const last = lastScaleOf(request);
  const choice = choosePrecision(device, recipe, () => float16Saves(last));
  return planWith(request, choice, last(choice.precision));
}

/** The plan of a run that goes on in float32 because float16 failed at an epoch. */
export function planInFloat32(request: PlanRequest, epoch: number): RunPlan {
  return planWith(request, fallBack(epoch), lastScaleOf(request)('f32'));
}

/** Whether any scale is computed in float16; tiles never are. */
export function usesFloat16({ scales }: RunPlan): boolean {
  return scales.some(({ atOnce }) => atOnce.program.precision === 'f16');
}

type SizedScale = Omit<PlannedScale, 'side' | 'epochs'>;

/** @param last the last scale in the chosen precision */
function planWith(request: PlanRequest, { precision, note }: PrecisionChoice, last: SizedScale): RunPlan {
  const { device, recipe, side, shapesAt } = request;
  const scales = scalesOf(recipe, side).map((scale): PlannedScale => {
    const sized = scale.side === side ? last : sizeScale(request, scale.side, precision);
    return { ...scale, ...sized };
  });
  const [, height, width] = shapesAt(side).content.shape;
  const said = note ?? (precision === 'f16' && last.tiles ? tilesNote : undefined);
  return {
    precision: last.atOnce.program.precision,
    ...(said !== undefined && { note: said }),
    peakBytes: forecastPeakBytes(
      device.backend,
      scales.map(({ atOnce }) => atOnce),
      [height, width],
      recipe,
    ),
    scales,
  };
}

function sizeScale(
  { device: { backend }, model, recipe, shapesAt, memoryBudget }: PlanRequest,
  side: number,
  precision: Precision,
): SizedScale {
  const limits = memoryLimits(backend, memoryBudget);
  const shapes = { ...programShapes(model, recipe, shapesAt(side)), precision };
  const whole = chooseRecomputation(backend, shapes, recipe, limits);
  return { program: whole.program, ...chooseTiles(backend, whole, recipe, limits) };
}

/** The last scale in each precision, sized once, since the choice between them asks for it before the plan does. */
function lastScaleOf(request: PlanRequest): (precision: Precision) => SizedScale {
  const sized: Partial<Record<Precision, SizedScale>> = {};
  return precision => (sized[precision] ??= sizeScale(request, request.side, precision));
}

/** Whether the last scale fits the memory whole in float16, while in float32 it needs tiles or more recomputed blocks. */
function float16Saves(last: (precision: Precision) => SizedScale): boolean {
  const f32 = last('f32');
  if (!f32.tiles && f32.program.recomputedBlocks === 0) return false;
  const f16 = last('f16');
  if (f16.tiles) return false;
  return f32.tiles !== undefined || f32.program.recomputedBlocks > f16.program.recomputedBlocks;
}
