import { describe, expect, it } from 'vitest';
import { vgg19Elements } from '../../../src/shared/model/vgg19Layout';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import type { MemoryLimits, ProgramMemory } from '../../../webview/engine/backends/backend';
import type { ProgramShapes } from '../../../webview/engine/gradient/programShapes';
import { shaped } from '../../../webview/engine/network/shapes';
import type { Forecaster } from '../../../webview/engine/planning/memory';
import {
  planInFloat32,
  planRun,
  usesFloat16,
  type PlanRequest,
  type RunPlan,
} from '../../../webview/engine/planning/runPlan';

const numbersPerPixel = 100;
const largestPerPixel = 64;

/** A device that needs so many numbers for each pixel, a tenth less for each block that is recomputed. */
class PlainForecaster implements Forecaster {
  readonly asked: string[] = [];

  constructor(
    readonly limits: MemoryLimits,
    readonly weightCopies = 1,
  ) {}

  programMemory({ height, width, precision, recomputedBlocks }: ProgramShapes): ProgramMemory {
    this.asked.push(`${height} × ${width} ${precision} ${recomputedBlocks}`);
    const bytesPerPixel = (precision === 'f16' ? 2 : 4) * height * width;
    return {
      bytes: (numbersPerPixel * bytesPerPixel * (10 - recomputedBlocks)) / 10,
      largest: largestPerPixel * bytesPerPixel,
    };
  }
}

/** Bytes of the program of a square image of 512 px in float32 that recomputes nothing. */
const whole = 4 * numbersPerPixel * 512 ** 2;
const roomy: MemoryLimits = { program: 2 ** 40, buffer: 2 ** 40 };
const within = (share: number): MemoryLimits => ({ ...roomy, program: share * whole });
const refusal = 'It has no float16.';

interface Situation {
  readonly limits?: MemoryLimits;
  readonly float16Refusal?: string | undefined;
  readonly memoryBudget?: number;
  readonly weightCopies?: number;
}

function requestFor(
  input: RecipeInput,
  { limits = roomy, float16Refusal, memoryBudget = 0, weightCopies }: Situation,
): PlanRequest & { readonly device: { readonly backend: PlainForecaster } } {
  return {
    device: { backend: new PlainForecaster(limits, weightCopies), float16Refusal },
    model: 'vgg19-uint8',
    recipe: makeRecipe('balanced', { size: 512, coarsestSize: 256, edges: 'replicate', ...input }),
    side: 512,
    shapesAt: side => {
      const image = shaped(1, side, side, 3);
      return { content: image, styles: [{ image, weight: 1 }] };
    },
    memoryBudget,
  };
}

const planOf = (input: RecipeInput, situation: Situation = {}): RunPlan =>
  planRun(requestFor(input, situation));

/** The scales' sides, precisions, recomputed blocks and tiles, in short. */
const scalesIn = ({ scales }: RunPlan): readonly unknown[] =>
  scales.map(({ side, tiles, atOnce: { program } }) => [
    side,
    tiles ? `tiles of ${tiles.tileSize}` : `${program.precision}, ${program.recomputedBlocks} recomputed`,
  ]);

describe('the plan of a run', () => {
  it('computes every scale as a whole in float32 where that fits, and shares the epochs out', () => {
    const plan = planOf({ epochs: 50 });
    expect(plan).toMatchObject({ precision: 'f32' });
    expect(plan.note).toBeUndefined();
    expect(scalesIn(plan)).toEqual([
      [256, 'f32, 0 recomputed'],
      [362, 'f32, 0 recomputed'],
      [512, 'f32, 0 recomputed'],
    ]);
    expect(plan.scales.reduce((sum, { epochs }) => sum + epochs, 0)).toBe(50);
  });

  it('recomputes at the scales that do not fit otherwise', () => {
    const plan = planOf({}, { limits: within(0.8), float16Refusal: refusal });
    expect(scalesIn(plan).at(-1)).toEqual([512, 'f32, 2 recomputed']);
    expect(scalesIn(plan)[1]).toEqual([362, 'f32, 0 recomputed']);
    expect(plan.note).toBeUndefined();
  });

  it('cuts into the largest tiles that fit where recomputing does not help, or is not to be', () => {
    // Four blocks can be recomputed, which leaves 0.6 of the memory; a tile of 384 px takes 0.5625.
    expect(scalesIn(planOf({}, { limits: within(0.58), float16Refusal: refusal })).at(-1)).toEqual([
      512,
      'tiles of 384',
    ]);
    const never = { recompute: 'never' } as const;
    expect(scalesIn(planOf(never, { limits: within(0.8), float16Refusal: refusal })).at(-1)).toEqual([
      512,
      'tiles of 384',
    ]);
    // An array that no buffer can hold is no smaller where blocks are recomputed.
    const buffer = 4 * largestPerPixel * 300 ** 2;
    expect(scalesIn(planOf({}, { limits: { ...roomy, buffer }, float16Refusal: refusal })).at(-1)).toEqual([
      512,
      'tiles of 256',
    ]);
  });

  it('keeps to the budget of a person, and to the device’s buffers with it', () => {
    expect(scalesIn(planOf({}, { memoryBudget: 0.9 * whole, float16Refusal: refusal })).at(-1)).toEqual([
      512,
      'f32, 1 recomputed',
    ]);
    const limits = { program: 0, buffer: 4 * largestPerPixel * 512 ** 2 };
    expect(scalesIn(planOf({}, { limits, memoryBudget: whole })).at(-1)).toEqual([512, 'f32, 0 recomputed']);
    expect(
      scalesIn(planOf({ precision: 'f32' }, { limits: { ...limits, buffer: 1 }, memoryBudget: whole })),
    ).toEqual([256, 362, 512].map(side => [side, 'tiles of 176']));
  });

  describe('under precision auto', () => {
    it('is in float16 where that saves recomputing or tiles', () => {
      for (const share of [0.8, 0.55]) {
        const plan = planOf({}, { limits: within(share) });
        expect(plan).toMatchObject({ precision: 'f16' });
        expect(plan.note).toBeUndefined();
        expect(scalesIn(plan).at(-1)).toEqual([512, 'f16, 0 recomputed']);
      }
    });

    it('is in float32 where the picture is too large for float16 too, and where there is none', () => {
      const tiled = planOf({}, { limits: within(0.28) });
      expect(tiled).toMatchObject({ precision: 'f32' });
      expect(scalesIn(tiled).at(-1)).toEqual([512, 'tiles of 256']);
      const refused = planOf({}, { limits: within(0.8), float16Refusal: refusal });
      expect(refused).toMatchObject({ precision: 'f32' });
      expect(refused.note).toBeUndefined();
    });
  });

  describe('of a recipe that asks for float16', () => {
    it('is in float16, needed or not', () => {
      expect(scalesIn(planOf({ precision: 'f16' }))).toEqual(
        [256, 362, 512].map(side => [side, 'f16, 0 recomputed']),
      );
    });

    it('says why it is not', () => {
      expect(planOf({ precision: 'f16' }, { float16Refusal: refusal })).toMatchObject({
        precision: 'f32',
        note: refusal,
      });
      const tiled = planOf({ precision: 'f16' }, { limits: within(0.28) });
      expect(tiled).toMatchObject({ precision: 'f32', note: 'Tiles are computed in float32.' });
      expect(scalesIn(tiled)[0]).toEqual([256, 'f16, 0 recomputed']);
      expect(usesFloat16(tiled)).toBe(true);
    });

    it('goes on in float32 with what float32 takes, and says since when', () => {
      const request = requestFor({ precision: 'f16' }, { limits: within(0.8) });
      const [before, after] = [planRun(request), planInFloat32(request, 7)];
      expect([before, after].map(usesFloat16)).toEqual([true, false]);
      expect(after.note).toMatch(/at epoch 7/);
      expect(scalesIn(after).at(-1)).toEqual([512, 'f32, 2 recomputed']);
      expect(after.scales.map(({ side, epochs }) => [side, epochs])).toEqual(
        before.scales.map(({ side, epochs }) => [side, epochs]),
      );
    });
  });

  it('forecasts the peak from the largest program, the weights and the images', () => {
    const { peakBytes } = planOf({});
    const image = 12 * 512 ** 2;
    expect(peakBytes).toBeGreaterThan(whole + 4 * vgg19Elements + 10 * image);
    expect(planOf({}, { weightCopies: 2 }).peakBytes - peakBytes).toBe(4 * vgg19Elements);
    expect(planOf({ optimizer: 'lbfgs' }).peakBytes - peakBytes).toBe(20 * image);
    const recomputed = planOf({}, { limits: within(0.8), float16Refusal: refusal });
    expect(peakBytes - recomputed.peakBytes).toBeCloseTo(0.2 * whole);
    const tiled = planOf({ recompute: 'never', tileSize: 384 });
    expect(peakBytes - tiled.peakBytes).toBeCloseTo((1 - 0.75 ** 2) * whole);
  });

  it.each<[string, RecipeInput, Situation, number]>([
    ['all fits', {}, {}, 3],
    ['float16 saves something', {}, { limits: within(0.8) }, 6],
    ['there are tiles', { recompute: 'never' }, { limits: within(0.8), float16Refusal: refusal }, 4],
  ])('records no program twice where %s', (_, input, situation, least) => {
    const request = requestFor(input, situation);
    planRun(request);
    const { asked } = request.device.backend;
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(least);
  });
});
