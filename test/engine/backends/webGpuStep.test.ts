import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Device } from '../../../webview/engine/devices/device';
import { WebGpuAdam } from '../../../webview/engine/backends/webgpu/adam';
import { typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { planFor } from '../../../webview/engine/backends/webgpu/tuning/plan';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import { createWebGpuObjective } from '../../../webview/engine/backends/webgpu/objective';
import type { Descent } from '../../../webview/engine/optimizers/descent';
import { TensorDescent } from '../../../webview/engine/optimizers/tensorDescent';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { disposeNetwork } from '../../../webview/engine/network/vgg19';
import { carry, randomImage, randomTargets, relativeL2 } from '../support/objectiveSupport';
import { gpuMemory } from '../support/gpuMemory';
import { inFull } from '../support/onBackend';
import { makeSmallNetwork } from '../support/smallNetwork';

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();
if (!adapter) console.warn('The fused step not tested: no Vulkan driver here, not even SwiftShader.');

/** All images of a descent by fixed gradients, over a change of size. */
async function course(make: () => Descent): Promise<Float32Array> {
  const descent = make();
  const seen: number[] = [];
  for (const [seed, height, width] of [
    [1, 5, 7],
    [2, 9, 6],
  ] as const) {
    descent.start(randomImage(height, width, seed));
    for (let step = 0; step < 5; step++) {
      descent.step(randomImage(height, width, 10 * seed + step));
      seen.push(...(await descent.shown.data()), ...(await descent.image.data()));
    }
  }
  descent.dispose();
  return Float32Array.from(seen);
}

describe.skipIf(!adapter)(`a fused step${adapter ? '' : ' (needs a WebGPU adapter)'}`, () => {
  let device: Device;
  beforeAll(async () => (device = await openDevice('webgpu', nodePlatform.wasm)));
  afterAll(() => device.close());

  it.each<[string, RecipeInput]>([
    ['alone', {}],
    ['clipped', { pixelRange: 'clipped', learningRate: 0.5 }],
    ['averaged', { averaging: 0.8, secondMomentDecay: 0.9 }],
    ['clipped and averaged', { pixelRange: 'clipped', averaging: 0.95, learningRate: 0.5 }],
  ])('goes where Adam on tfjs goes: %s', async (_, input) => {
    const recipe = makeRecipe('seed', input);
    await openDevice('wasm', nodePlatform.wasm);
    const expected = await course(() => new TensorDescent(recipe));
    await tf.setBackend('webgpu');
    const memory = gpuMemory();
    const tensors = tf.memory().numTensors;
    const found = await course(() => new WebGpuAdam(memory, recipe));
    expect(relativeL2(found, expected)).toBeLessThan(1e-6);
    expect([tf.memory().numTensors, memory.account.buffers]).toEqual([tensors, 0]);
  });

  it('is one launch: an epoch has the evaluation’s and no other', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const size = [16, 20] as const;
    const image = randomImage(...size, 1);
    const network = makeSmallNetwork(5, 'conv2_1');
    const targets = await randomTargets(network, size, { style: ['conv1_1'], content: ['conv2_1'] });
    const remake = await carry({ network, targets, image });
    disposeNetwork(network);
    disposeTargets(targets);
    image.dispose();

    await tf.setBackend('webgpu');
    const problem = remake();
    const plan = planFor(typicalRates(true), 'f32');
    const objective = createWebGpuObjective(gpuMemory(), problem.network, problem.targets, plan, 0);
    const descent = new WebGpuAdam(gpuMemory(), makeRecipe('balanced'));
    descent.start(problem.image);
    const epoch = (): void => {
      const { losses, gradient } = objective.evaluate(descent.image);
      descent.step(gradient);
      tf.dispose(Object.values(losses));
    };
    epoch(); // The first epoch also prepares the weights.

    const pass = GPUComputePassEncoder.prototype;
    const dispatch = Reflect.get(pass, 'dispatchWorkgroups');
    let launches = 0;
    pass.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...grid) {
      launches++;
      return dispatch.apply(this, grid);
    };
    try {
      epoch();
      await descent.shown.data();
    } finally {
      pass.dispatchWorkgroups = dispatch;
    }
    const [height, width] = size;
    const program = { network: problem.network, targets: problem.targets, height, width, ...inFull };
    expect(launches).toBe(forecast(program, plan).launches + 1);
    objective.dispose();
    descent.dispose();
    disposeNetwork(problem.network);
    disposeTargets(problem.targets);
  });
});
