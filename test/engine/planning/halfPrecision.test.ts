import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { vgg19Elements } from '../../../src/shared/model/vgg19Layout';
import type { EpochReport } from '../../../src/shared/messages/epochReport';
import { makeRecipe, type PresetName, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { choosePrecision } from '../../../webview/engine/planning/precisionChoice';
import type { Model, RunStart, SourceImage } from '../../../webview/engine/stylizer';
import { TfStylizer } from '../../../webview/engine/engine';
import { encodedImage } from '../../fixtures/images';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Device } from '../../../webview/engine/devices/device';
import { float16Refusal } from '../../../webview/engine/devices/deviceAdvice';
import { typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import {
  planFor,
  type ConvolutionVariant,
  type Plan,
} from '../../../webview/engine/backends/webgpu/tuning/plan';
import { createWebGpuObjective } from '../../../webview/engine/backends/webgpu/objective';
import type { Edges } from '../../../webview/engine/network/edges';
import type { Targets } from '../../../webview/engine/losses/objective';
import type { Pooling } from '../../../webview/engine/network/pooling';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { disposeNetwork } from '../../../webview/engine/network/vgg19';
import {
  byNorms,
  carry,
  numbers,
  randomImage,
  randomTargets,
  relativeL2,
  throughMasks,
} from '../support/objectiveSupport';
import { gpuMemory, watchBuffers } from '../support/gpuMemory';
import { makeSmallNetwork } from '../support/smallNetwork';
import { createAutodiffObjective } from '../../../webview/engine/reference/autodiffObjective';

await provideWebGpu();
const buffersHeld = watchBuffers();
const adapter = await navigator.gpu.requestAdapter();
const hasHalves = adapter?.features.has('shader-f16') ?? false;
if (!hasHalves) console.warn('Half precision not tested: no WebGPU adapter with shader-f16 here.');

const tiling = { threads: [4, 4], rows: 4, quads: 1, staged: 0 } as const;
const always = (variant: ConvolutionVariant): Plan => ({
  precision: 'f16',
  workspaceBytes: 2 ** 24,
  reduction: 'halving',
  keepsWeights: () => false,
  variant: () => variant,
  tiling: () => variant.tiling,
});
const planned = planFor(typicalRates(true), 'f16');

/** Bound of the losses' relative error: single activations are rounded more, but sums average that out. */
const lossBound = 1e-3;

interface Variation {
  /** Bound of the gradient's relative error, whose square is about the share of ReLUs that rounding opens or shuts. */
  readonly bound: number;
  /** Factor of all coefficients. */
  readonly scale?: number;
  readonly norms?: boolean;
  readonly masked?: boolean;
  readonly edges?: Edges;
  readonly pooling?: Pooling;
}

function scaled({ style, content, variationWeight }: Targets, scale: number): Targets {
  return {
    style: style.map(target => ({ ...target, coefficient: scale * target.coefficient })),
    content: content.map(target => ({ ...target, coefficient: scale * target.coefficient })),
    variationWeight: scale * variationWeight,
  };
}

describe.skipIf(!hasHalves)('half precision (needs a WebGPU adapter with shader-f16)', () => {
  let device: Device;
  beforeAll(async () => (device = await openDevice('webgpu', nodePlatform.wasm)));
  afterAll(() => device.close());

  it.each<[string, Plan, Variation]>([
    ['direct', always({ kind: 'direct', tiling }), { bound: 0.05 }],
    ['Winograd 2', always({ kind: 'winograd', tile: 2, tiling }), { bound: 0.05 }],
    ['Winograd 4', always({ kind: 'winograd', tile: 4, tiling }), { bound: 0.1 }],
    ['gradients of 1e-12', planned, { bound: 0.1, scale: 1e-10 }],
    ['gradients of 1e4', planned, { bound: 0.1, scale: 1e7 }],
    ['norms, masks, repeated edges', planned, { bound: 0.05, norms: true, masked: true, edges: 'replicate' }],
    ['maxima', planned, { bound: 0.15, pooling: 'max' }],
  ])('gives the losses and the gradient of float32: %s', async (_, plan, variation) => {
    const { scale = 1, norms = false, masked = false, edges = 'zero', pooling = 'average' } = variation;
    await openDevice('wasm', nodePlatform.wasm);
    const size = [19, 26] as const;
    const image = randomImage(...size, 1);
    const network = { ...makeSmallNetwork(5, 'conv2_2'), edges, pooling };
    const plain = await randomTargets(network, size, { style: ['conv1_1', 'conv2_1'], content: ['conv2_2'] });
    const unmasked = scaled(norms ? byNorms(plain) : plain, scale);
    const targets = masked ? throughMasks(unmasked, image) : unmasked;
    const expected = await numbers(createAutodiffObjective(network, targets), image);
    const remake = await carry({ network, targets, image });
    disposeNetwork(network);
    disposeTargets(targets);
    image.dispose();

    await tf.setBackend('webgpu');
    const problem = remake();
    const objective = createWebGpuObjective(gpuMemory(), problem.network, problem.targets, plan, 0);
    const found = await numbers(objective, problem.image);
    disposeNetwork(problem.network);
    disposeTargets(problem.targets);
    problem.image.dispose();
    expect(relativeL2(found.gradient, expected.gradient)).toBeLessThan(variation.bound);
    for (const [i, loss] of expected.losses.entries()) {
      expect(Math.abs(found.losses[i]! / loss - 1)).toBeLessThan(lossBound);
    }
  });
});

describe.skipIf(!hasHalves)('a run in half precision (needs a WebGPU adapter with shader-f16)', () => {
  let stylizer: TfStylizer;
  let content: SourceImage;
  let style: SourceImage;
  beforeAll(async () => {
    stylizer = new TfStylizer(nodePlatform);
    content = { name: 'content.png', bytes: await encodedImage('png', 32, 24) };
    style = { name: 'style.png', bytes: await encodedImage('png', 30, 32) };
    await stylizer.open('webgpu');
  });
  afterAll(async () => {
    await stylizer.dispose();
    expect([tf.engine().state.numTensors, buffersHeld()]).toEqual([0, 0]);
  });

  async function run(preset: PresetName, input: RecipeInput, model: Model) {
    const starts: RunStart[] = [];
    const curve: EpochReport[] = [];
    const started = stylizer.start(
      {
        content,
        styles: [{ image: style, weight: 1 }],
        recipe: makeRecipe(preset, { size: 20, coarsestSize: 0, ...input }),
        model,
        output: { type: 'png', quality: 92 },
        saveEvery: 0,
      },
      {
        phase: () => undefined,
        started: start => starts.push(start),
        epochs: reports => curve.push(...reports),
        intermediate: () => undefined,
      },
    );
    const { epochs, peakBytes } = await started.finished;
    await started.dispose();
    return { starts, curve, epochs, peakBytes };
  }

  it.each(['seed', 'balanced'] as const)('goes where float32 goes over 60 epochs: %s', async preset => {
    const half = await run(preset, { epochs: 60, precision: 'f16' }, pocketModel());
    const full = await run(preset, { epochs: 60 }, pocketModel());
    expect([half.starts, full.starts].map(starts => starts.map(({ precision }) => precision))).toEqual([
      ['f16'],
      ['f32'],
    ]);
    expect(half.curve).toHaveLength(60);
    for (const [i, { total }] of full.curve.entries()) {
      expect(Math.abs(half.curve[i]!.total / total - 1)).toBeLessThan(0.02);
    }
    expect(Math.abs(half.starts[0]!.peakBytes / half.peakBytes - 1)).toBeLessThan(0.1);
  });

  it('goes on in float32, and says so, where activations leave its range', async () => {
    // Equal weights throughout bring activations past 65504, float16's largest number, from the fourth layer on.
    const weights = new Uint8Array(new Float32Array(vgg19Elements).fill(0.1).buffer);
    const loud: Model = {
      kind: 'pretrained',
      precision: 'float32',
      files: ['all'],
      read: () => Promise.resolve(weights),
    };
    const shallow = { styleWeight3: 0, styleWeight4: 0, styleWeight5: 0, contentLayer: 'conv2_2' };
    const { starts, curve, epochs } = await run(
      'balanced',
      { epochs: 6, precision: 'f16', ...shallow },
      loud,
    );
    expect(starts.map(({ precision }) => precision)).toEqual(['f16', 'f32']);
    expect(starts[1]!.precisionNote).toMatch(/left what float16 can hold at epoch 0/);
    expect(epochs).toBe(6);
    expect(curve.at(-1)).toMatchObject({ epoch: 5 });
    expect(curve.every(({ total }) => Number.isFinite(total))).toBe(true);
  });
});

describe('the choice of precision', () => {
  const [saves, savesNothing] = [() => true, () => false];

  it('is half precision by itself only where that saves something, and can be had', () => {
    const [able, unable] = [{ float16Refusal: undefined }, { float16Refusal: 'It has none.' }];
    const auto = { precision: 'auto' } as const;
    expect(choosePrecision(able, auto, saves)).toEqual({ precision: 'f16' });
    expect(choosePrecision(able, auto, savesNothing)).toEqual({ precision: 'f32' });
    expect(choosePrecision(unable, auto, saves)).toEqual({ precision: 'f32' });
    expect(choosePrecision(able, { precision: 'f32' }, saves)).toEqual({ precision: 'f32' });
  });

  it('says why half precision cannot be had', async () => {
    const { float16Refusal } = await openDevice('wasm', nodePlatform.wasm);
    expect(choosePrecision({ float16Refusal }, { precision: 'f16' }, savesNothing)).toEqual({
      precision: 'f32',
      note: 'Float16 needs WebGPU; Processor (WebAssembly), 1 thread computes in float32.',
    });
  });

  it.skipIf(!adapter)('names an adapter without it (needs a WebGPU adapter)', async () => {
    const gpu = await (await navigator.gpu.requestAdapter())!.requestDevice();
    expect(float16Refusal('Some GPU', gpu)).toMatch(/Some GPU has no float16/);
    gpu.destroy();
  });
});
