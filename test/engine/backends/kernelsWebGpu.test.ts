import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { createAutodiffObjective } from '../../../webview/engine/reference/autodiffObjective';
import type { Edges } from '../../../webview/engine/network/edges';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Device } from '../../../webview/engine/devices/device';
import { typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import {
  planFor,
  type ConvolutionVariant,
  type Plan,
} from '../../../webview/engine/backends/webgpu/tuning/plan';
import type { Tiling } from '../../../webview/engine/backends/webgpu/tuning/tiling';
import { createWebGpuObjective } from '../../../webview/engine/backends/webgpu/objective';
import type { Distance } from '../../../webview/engine/losses/objective';
import type { Pooling } from '../../../webview/engine/network/pooling';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { disposeNetwork } from '../../../webview/engine/network/vgg19';
import {
  byNorms,
  carry,
  flatProblem,
  gatysTaps,
  numbers,
  randomImage,
  randomTargets,
  relativeL2,
  throughMasks,
  type Numbers,
  type Taps,
} from '../support/objectiveSupport';
import { gpuMemory } from '../support/gpuMemory';
import { makeSmallNetwork } from '../support/smallNetwork';

// Every variant of the kernels is run as in an epoch, and compared with autodiff on the wasm backend.

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();
const hasSubgroups = adapter?.features.has('subgroups' as GPUFeatureName) ?? false;
if (!adapter) console.warn('WebGPU kernels not tested: no Vulkan driver here, not even SwiftShader.');

const gradientBound = 1e-4;
/** Bound of the losses' relative error: tfjs's wasm backend adds up a layer's squares one after the other, in float32. */
const lossBound = 1e-3;
/** Least loss compared by its relative error: a smaller one is rounding, as at 1 x 1 pixel, where all comes from biases. */
const rounding = 1e-7;
const cached: Tiling = { threads: [4, 4], rows: 4, quads: 1, staged: 0 };
const staged: Tiling = { threads: [4, 4], rows: 4, quads: 2, staged: 2 };

function always(variant: ConvolutionVariant, workspaceBytes = 2 ** 24): Plan {
  return {
    precision: 'f32',
    workspaceBytes,
    reduction: 'halving',
    keepsWeights: () => false,
    variant: () => variant,
    tiling: () => variant.tiling,
  };
}

const variants: [string, Plan][] = [
  ['direct, through the caches', always({ kind: 'direct', tiling: cached })],
  ['direct, in workgroup memory', always({ kind: 'direct', tiling: staged })],
  ['Winograd 2', always({ kind: 'winograd', tile: 2, tiling: cached })],
  ['Winograd 4', always({ kind: 'winograd', tile: 4, tiling: cached })],
  ['Winograd 4, in workgroup memory', always({ kind: 'winograd', tile: 4, tiling: staged })],
  ['Winograd 4, in bands', always({ kind: 'winograd', tile: 4, tiling: cached }, 2 ** 17)],
  ['as planned for a software adapter', planFor(typicalRates(true), 'f32')],
];

interface Variation {
  readonly edges?: Edges;
  readonly distance?: Distance;
  readonly masked?: boolean;
  readonly pooling?: Pooling;
  readonly flat?: boolean;
}

async function expectSameAsAutodiff(
  plan: Plan,
  size: readonly [number, number],
  taps: Taps,
  { edges = 'zero', distance = 'squared', masked = false, pooling = 'average', flat = false }: Variation = {},
): Promise<void> {
  await openDevice('wasm', nodePlatform.wasm);
  const deepest = [...taps.style, ...taps.content].sort().at(-1)!;
  const made = flat
    ? flatProblem(...size)
    : { network: makeSmallNetwork(5, deepest), image: randomImage(...size, 1) };
  const { image } = made;
  const network = { ...made.network, edges, pooling };
  const squared = await randomTargets(network, size, taps);
  // The variation loss is left out of flat images: tfjs gives |x| a gradient at 0, unlike PyTorch and the engine.
  if (flat) Object.assign(squared, { variationWeight: 0 });
  const unmasked = distance === 'norm' ? byNorms(squared) : squared;
  const targets = masked ? throughMasks(unmasked, image) : unmasked;
  const reference = await numbers(createAutodiffObjective(network, targets), image);
  const remake = await carry({ network, targets, image });
  disposeNetwork(network);
  disposeTargets(targets);
  image.dispose();

  await tf.setBackend('webgpu');
  const problem = remake();
  const before = tf.memory().numTensors;
  const found = await numbers(
    createWebGpuObjective(gpuMemory(), problem.network, problem.targets, plan, 0),
    problem.image,
  );
  expect(tf.memory().numTensors).toBe(before);
  disposeNetwork(problem.network);
  disposeTargets(problem.targets);
  problem.image.dispose();

  expect(relativeL2(found.gradient, reference.gradient)).toBeLessThan(gradientBound);
  for (const [index, loss] of reference.losses.entries()) {
    expect(Math.abs(found.losses[index]! - loss)).toBeLessThanOrEqual(lossBound * Math.abs(loss) + rounding);
  }
}

describe.skipIf(!adapter)('our WebGPU kernels (needs a WebGPU adapter)', () => {
  let device: Device;
  let failure: unknown;
  beforeAll(async () => {
    device = await openDevice('webgpu', nodePlatform.wasm);
    device.watch.failed.catch((error: unknown) => (failure = error));
  });
  afterAll(() => device.close());

  const shallow: Taps = { style: ['conv1_1', 'conv2_1'], content: ['conv2_2'] };

  it.each(variants)('equal autodiff: %s', async (_, plan) => {
    await expectSameAsAutodiff(plan, [19, 26], shallow);
    expect(failure).toBeUndefined();
  });

  it.skipIf(!hasSubgroups)(
    `equal autodiff with sums by subgroups${hasSubgroups ? '' : ' (needs an adapter with subgroups)'}`,
    async () => {
      const plan = always({ kind: 'direct', tiling: cached });
      await expectSameAsAutodiff({ ...plan, reduction: 'subgroups' }, [19, 26], shallow);
      expect(failure).toBeUndefined();
    },
  );

  it.each<[number, number]>([
    [1, 21],
    [18, 1],
    [1, 1],
    [2, 3],
    [5, 4],
  ])('equal autodiff at %i x %i', async (height, width) => {
    for (const tile of [2, 4] as const) {
      await expectSameAsAutodiff(
        always({ kind: 'winograd', tile, tiling: cached }),
        [height, width],
        shallow,
      );
    }
    expect(failure).toBeUndefined();
  });

  it.each<[string, readonly ConvName[], readonly ConvName[]]>([
    ['style alone', ['conv1_2'], []],
    ['content alone', [], ['conv2_1']],
    ['both at a layer, two styles', ['conv1_2', 'conv1_2'], ['conv1_2']],
  ])('equal autodiff with %s', async (_, style, content) => {
    await expectSameAsAutodiff(planFor(typicalRates(true), 'f32'), [14, 13], { style, content });
  });

  it.each(['replicate', 'wrap'] as const)('equal autodiff on norms with edges %s', async edges => {
    for (const tile of [2, 4] as const) {
      const plan = always({ kind: 'winograd', tile, tiling: cached });
      await expectSameAsAutodiff(plan, [13, 18], shallow, { edges, distance: 'norm' });
    }
    for (const size of [
      [9, 14],
      [1, 7],
      [2, 2],
    ] as const) {
      const plan = always({ kind: 'direct', tiling: cached });
      await expectSameAsAutodiff(plan, size, shallow, { edges, distance: 'norm' });
    }
    expect(failure).toBeUndefined();
  });

  it.each(['scaledAverage', 'max', 'l2'] as const)('equal autodiff with pooling %s', async pooling => {
    const plan = always({ kind: 'direct', tiling: cached });
    const taps: Taps = { style: ['conv1_2', 'conv3_1'], content: ['conv2_2'] };
    for (const size of [
      [13, 18],
      [1, 7],
      [9, 1],
    ] as const) {
      await expectSameAsAutodiff(plan, size, taps, { pooling });
    }
    const afterPooling: Taps = { style: ['conv2_1'], content: ['conv2_1'] };
    await expectSameAsAutodiff(plan, [12, 15], afterPooling, { pooling, flat: true });
    expect(failure).toBeUndefined();
  });

  it('equal autodiff through masks', async () => {
    const plan = always({ kind: 'direct', tiling: cached });
    await expectSameAsAutodiff(plan, [13, 18], shallow, { distance: 'norm', masked: true });
    expect(failure).toBeUndefined();
  });

  it('equal autodiff through the whole network', async () => {
    await expectSameAsAutodiff(planFor(typicalRates(true), 'f32'), [34, 21], gatysTaps);
    expect(failure).toBeUndefined();
  });

  it('give the same to the last bit where blocks are recomputed, in less memory', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const size = [34, 45] as const;
    const image = randomImage(...size, 1);
    const network = makeSmallNetwork(5, 'conv3_1');
    const taps: Taps = { style: ['conv1_1', 'conv2_1', 'conv3_1'], content: ['conv2_2'] };
    const remake = await carry({ network, targets: await randomTargets(network, size, taps), image });
    await tf.setBackend('webgpu');
    const problem = remake();
    const plan = planFor(typicalRates(true), 'f32');
    const results: Numbers[] = [];
    const bytes: number[] = [];
    for (const blocks of [0, 1, 2]) {
      const memory = gpuMemory();
      const objective = createWebGpuObjective(memory, problem.network, problem.targets, plan, blocks);
      const { losses, gradient } = objective.evaluate(problem.image);
      bytes.push(memory.account.bytes);
      tf.dispose([gradient, ...Object.values(losses)]);
      results.push(await numbers(objective, problem.image));
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(bytes[1]).toBeLessThan(bytes[0]!);
    expect(failure).toBeUndefined();
  });

  it('take the memory that was forecast, and no more as epochs go by', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const [height, width] = [20, 27];
    const image = randomImage(height, width, 1);
    const network = makeSmallNetwork(5, 'conv2_2');
    const targets = await randomTargets(network, [height, width], shallow);
    const remake = await carry({ network, targets, image });
    await tf.setBackend('webgpu');
    const problem = remake();
    const plan = planFor(typicalRates(true), 'f32');
    const memory = gpuMemory();
    const objective = createWebGpuObjective(memory, problem.network, problem.targets, plan, 0);

    const memoryAfter = async (epochs: number): Promise<readonly number[]> => {
      for (let epoch = 0; epoch < epochs; epoch++) {
        const { losses, gradient } = objective.evaluate(problem.image);
        await losses.variation.data();
        tf.dispose([gradient, ...Object.values(losses)]);
      }
      const { numTensors, numBytesAllocatedInGPU } = tf.memory() as tf.MemoryInfo & {
        numBytesAllocatedInGPU: number;
      };
      return [numTensors, numBytesAllocatedInGPU, memory.account.bytes];
    };
    const early = await memoryAfter(4);
    expect(await memoryAfter(12)).toEqual(early);
    const program = { network: problem.network, targets: problem.targets, height, width };
    const expected = forecast({ ...program, precision: 'f32', recomputedBlocks: 0 }, plan);
    expect(memory.account.bytes).toBe(expected.bytes);
    objective.dispose();
    expect(failure).toBeUndefined();
  });
});
