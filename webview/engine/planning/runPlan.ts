import type { ModelLabel } from '../../../src/shared/messages/output';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { scalesOf } from '../../../src/shared/recipe/scales';
import type { Device } from '../devices/device';
import type { Precision } from '../gradient/precision';
import { programShapes, type ProgramShapes } from '../gradient/programShapes';
import type { ScaleImages } from '../images/scaleImages';
import type { TileSize } from '../tiles/tileGrid';
import { forecastPeakBytes } from './memoryForecast';
import { memoryLimits } from './memoryLimits';
import { choosePrecision, fallBack, tilesNote, type PrecisionChoice } from './precisionChoice';
import { chooseRecomputation } from './recomputation';
import { chooseTileSize, tileOf } from './tileChoice';

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
}

export interface PlanRequest {
  readonly device: Pick<Device, 'backend' | 'float16Refusal'>;
  readonly model: ModelLabel;
  readonly recipe: Recipe;
  /** Longest side of the finished picture, px. */
  readonly side: number;
  /** The images at a scale as stand-ins (shapes.ts), of which only the shapes are known. */
  readonly shapesAt: (side: number) => ScaleImages;
  /** Bytes that the person allows a program; 0 leaves it to the device. */
  readonly memoryBudget: number;
}

/** The plan of a run. */
export function planRun(request: PlanRequest): RunPlan {
  return planWith(
    request,
    choosePrecision(request.device, request.recipe, () => halvesSave(request)),
  );
}

/** The plan of a run that goes on in float32 because float16 failed at an epoch. */
export function planInFloat32(request: PlanRequest, epoch: number): RunPlan {
  return planWith(request, fallBack(epoch));
}

/** Whether any scale is computed in float16; tiles never are. */
export function usesFloat16({ scales }: RunPlan): boolean {
  return scales.some(({ program, tiles }) => !tiles && program.precision === 'f16');
}

/** The program that is computed at a time: the whole image's, or a tile's. */
export function programAtOnce({ program, tiles }: PlannedScale): ProgramShapes {
  return tiles ? tileOf(program, tiles.tileSize) : program;
}

function planWith(request: PlanRequest, { precision, note }: PrecisionChoice): RunPlan {
  const { device, recipe, side, shapesAt } = request;
  const scales = scalesOf(recipe, side).map(scale => ({
    ...scale,
    ...sizedProgram(request, scale.side, precision),
  }));
  const { tiles } = scales.at(-1)!;
  const [, height, width] = shapesAt(side).content.shape;
  const said = note ?? (precision === 'f16' && tiles ? tilesNote : undefined);
  return {
    precision: tiles ? 'f32' : precision,
    ...(said !== undefined && { note: said }),
    peakBytes: forecastPeakBytes(device.backend, scales.map(programAtOnce), [height, width], recipe),
    scales,
  };
}

type SizedProgram = Pick<PlannedScale, 'program' | 'tiles'>;

function sizedProgram(
  { device: { backend }, model, recipe, shapesAt, memoryBudget }: PlanRequest,
  side: number,
  precision: Precision,
): SizedProgram {
  const limits = memoryLimits(backend, memoryBudget);
  const shapes = { ...programShapes(model, recipe, shapesAt(side)), precision };
  const recomputedBlocks = chooseRecomputation(backend, shapes, recipe, limits);
  const program = { ...shapes, recomputedBlocks };
  return { program, tiles: chooseTileSize(backend, program, recipe, limits) };
}

/** Whether the last scale fits the memory whole in float16, while in float32 it needs tiles or more recomputed blocks. */
function halvesSave(request: PlanRequest): boolean {
  const f32 = sizedProgram(request, request.side, 'f32');
  const f16 = sizedProgram(request, request.side, 'f16');
  if (f16.tiles) return false;
  return f32.tiles !== undefined || f32.program.recomputedBlocks > f16.program.recomputedBlocks;
}
