import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { repoRoot } from '../../../scripts/lib/process/paths';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { makeRecipe, type Recipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import type { Device } from '../../../webview/engine/devices/device';
import { lossPlan } from '../../../webview/engine/losses/lossPlan';
import type { Evaluation } from '../../../webview/engine/losses/objective';
import { loadPocket } from '../../../webview/engine/network/pocketWeights';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { disposeNetwork, networkFor, type Network } from '../../../webview/engine/network/vgg19';
import { numbers, relativeL2 } from '../support/objectiveSupport';
import { openTestDevice, readFloats, readImage } from '../support/support';
import { explicitObjective, wholeTargets, stylizeHere } from '../support/onBackend';

// The engine is compared with PyTorch's computation of the pocket network, which scripts/pocket/golden.py wrote.

const terms = ['style', 'content', 'variation'] as const;
type Losses = Readonly<Record<(typeof terms)[number], number>>;

interface Expected {
  readonly seed: { readonly recipe: RecipeInput & { epochs: number }; readonly curve: readonly Losses[] };
  readonly relative: { readonly recipe: RecipeInput; readonly losses: Losses };
}

const folder = join(repoRoot, 'test/golden/pocket');
const { seed, relative } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
/** The preset Seed, and the same with relative losses. */
const recipes = {
  seed: makeRecipe('seed', seed.recipe),
  relative: makeRecipe('seed', { losses: 'relative', ...relative.recipe }),
};

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();
if (!adapter) console.warn('The golden case is not tested on WebGPU: no Vulkan driver here.');

/** Relative error of a number; absolute where the expected one is 0 but for rounding. */
function off(found: number, expected: number): number {
  return Math.abs(found - expected) / (expected < 1e-6 ? 1 : expected);
}

describe('the golden case of the pocket network (wasm)', () => testOn('wasm'));
describe.skipIf(!adapter)('the golden case of the pocket network on WebGPU (needs a WebGPU adapter)', () =>
  testOn('webgpu'),
);

function testOn(name: 'wasm' | 'webgpu'): void {
  let device: Device;
  let network: Network;
  let content: tf.Tensor4D;
  let style: tf.Tensor4D;

  beforeAll(async () => {
    device = await openTestDevice(name);
    network = networkFor(makeRecipe('seed'), await loadPocket(pocketModel()));
    content = await readImage(join(folder, 'content.png'));
    style = await readImage(join(folder, 'style.png'));
  });

  afterAll(() => {
    disposeNetwork(network);
    tf.dispose([content, style]);
    expect(tf.memory().numTensors).toBe(0);
    device.close();
  });

  it("has the first losses and the gradient of the seed's recipe, and those of relative losses", async () => {
    const mirrored = tf.reverse(content, 2);
    const evaluations = [
      [recipes.seed, content, seed.curve[0]!, 'seed-gradient.f32'],
      [recipes.relative, mirrored, relative.losses, 'relative-gradient.f32'],
    ] as const;
    for (const [recipe, image, losses, gradient] of evaluations) {
      const images = { content, styles: [{ image: style, weight: 1 }] };
      const targets = await wholeTargets(network, images, lossPlan('pocket', recipe), recipe);
      const found = await numbers(explicitObjective(network, targets), image);
      disposeTargets(targets);
      for (const [i, term] of terms.entries()) {
        expect(off(found.losses[i]!, losses[term]), `${recipe.losses} ${term}`).toBeLessThan(1e-3);
      }
      expect(relativeL2(found.gradient, readFloats(join(folder, gradient)))).toBeLessThan(1e-3);
    }
    mirrored.dispose();
  });

  // WebGPU is left out, being slow on a software adapter: its evaluation is compared above, and its step has its own test.
  if (name !== 'wasm') return;
  it('follows the losses of the seed’s recipe to the same picture', async () => {
    const { curve, final } = await follow(network, content, style, recipes.seed);
    for (const [epoch, losses] of curve.entries()) {
      for (const term of terms) {
        expect(off(losses[term], seed.curve[epoch]![term]), `${term} of epoch ${epoch}`).toBeLessThan(0.02);
      }
    }
    expect(curve).toHaveLength(seed.recipe.epochs);
    expect(relativeL2(final, readFloats(join(folder, 'seed-final.f32')))).toBeLessThan(0.01);
  });
}

async function follow(
  network: Network,
  content: tf.Tensor4D,
  style: tf.Tensor4D,
  recipe: Recipe,
): Promise<{ readonly curve: readonly Losses[]; readonly final: Float32Array }> {
  const curve: Losses[] = [];
  let final = new Float32Array();
  for await (const { losses, image } of stylizeHere({
    network,
    side: content.shape[2],
    imagesAt: () => ({ content: content.clone(), styles: [{ image: style.clone(), weight: 1 }] }),
    plan: lossPlan('pocket', recipe),
    recipe,
  })) {
    curve.push(await read(losses));
    tf.dispose(Object.values(losses));
    final = new Float32Array(await image.data());
  }
  return { curve, final };
}

async function read({ style, content, variation }: Evaluation['losses']): Promise<Losses> {
  const values = await Promise.all([style, content, variation].map(loss => loss.data()));
  return { style: values[0]![0]!, content: values[1]![0]!, variation: values[2]![0]! };
}
