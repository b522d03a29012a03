import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { createAutodiffObjective } from '../../../webview/engine/reference/autodiffObjective';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Device } from '../../../webview/engine/devices/device';
import { stockProducts } from '../../../webview/engine/losses/products';
import { typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import type { Precision } from '../../../webview/engine/gradient/precision';
import { planFor, type Plan } from '../../../webview/engine/backends/webgpu/tuning/plan';
import { createWebGpuObjective } from '../../../webview/engine/backends/webgpu/objective';
import { lossPlan, type LossPlan } from '../../../webview/engine/losses/lossPlan';
import type { Targets } from '../../../webview/engine/losses/objective';
import { Random } from '../../../webview/engine/support/random';
import { disposeScaleImages, type ScaleImages } from '../../../webview/engine/images/scaleImages';
import { featureSums } from '../../../webview/engine/gradient/wholeReader';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { tidy } from '../../../webview/engine/support/tidy';
import { disposeNetwork } from '../../../webview/engine/network/vgg19';
import {
  epsilon,
  powerShare,
  wassersteinDistance,
  wassersteinGoal,
} from '../../../webview/engine/losses/wasserstein';
import { carry, gatysTaps, numbers, randomImage, relativeL2 } from '../support/objectiveSupport';
import { gpuMemory } from '../support/gpuMemory';
import { useSmallNetwork } from '../support/smallNetwork';
import { distanceOf, powerOf, type Features } from './wassersteinByEigenvalues';
import {
  backendHere,
  explicitObjective,
  stockObjective,
  wholeTargets,
  stylizeHere,
} from '../support/onBackend';

const bound = 1e-4;
/**
 * Bound of gradients where a layer has fewer pixels than channels: directions that no pixel has hold magnified rounding.
 */
const singularBound = 1e-3;
const network = useSmallNetwork('conv3_1');

/** Targets in layers with few channels, which keeps the many matrix products of the distance small. */
function targetsFor(
  images: ScaleImages,
  input: RecipeInput = {},
  layers: readonly ConvName[] = ['conv1_1', 'conv2_1'],
): Promise<Targets> {
  const recipe = makeRecipe('balanced', { styleLoss: 'wasserstein', ...input });
  const plan: LossPlan = {
    ...lossPlan('vgg19-uint8', recipe),
    styleLayers: layers.map(layer => ({ layer, weight: 1 })),
    contentLayers: ['conv2_2'],
  };
  return wholeTargets(network(), images, plan, recipe);
}

function imagesOf(height: number, width: number, masked = false): ScaleImages {
  const content = randomImage(height, width, 1);
  if (!masked) return { content, styles: [{ image: randomImage(30, 26, 2), weight: 1 }] };
  const region = (seed: number): tf.Tensor4D => {
    const random = new Random(seed);
    const values = Float32Array.from({ length: height * width }, () => random.uniform());
    return tf.tensor4d(values, [1, height, width, 1]);
  };
  return {
    content,
    contentMask: region(1),
    styles: [
      { image: randomImage(20, 17, 2), weight: 2, region: region(2) },
      { image: randomImage(24, 30, 3), weight: 1, region: region(3) },
    ],
  };
}

describe('the Wasserstein distance of eight channels', () => {
  it.each([false, true])('and its gradient are those of an eigendecomposition (masked: %s)', async masked => {
    const [channels, pixels] = [8, 40];
    const random = new Random(1);
    const draw = (offset: number): Features => ({
      channels,
      // Deviations vary from value to value, and the offset gives each image a mean of its own.
      values: Float64Array.from(
        { length: channels * pixels },
        (_, i) => offset + random.normal() * (1 + (i % 3)),
      ),
      weights: Float64Array.from({ length: pixels }, () => (masked ? random.uniform() : 1)),
    });
    const [image, style] = [draw(0.5), draw(0.2)];
    const found = tidy(() => {
      const { length, ...goal } = wassersteinGoal(...sumsOf(style));
      const [sums, weight, features, mask] = [...sumsOf(image), ...tensorsOf(image)];
      const settled = { trace: goal.trace.dataSync()[0]!, norm: goal.norm.dataSync()[0]!, least: 0 };
      const target = {
        ...goal,
        ...settled,
        pixels: weight.dataSync()[0]!,
        layer: 'conv1_1',
        coefficient: 1,
        distance: 'squared',
      } as const;
      const { squared, matrix, row } = wassersteinDistance(
        sums,
        { loss: 'wasserstein', ...target },
        stockProducts.times,
      );
      const flat = tf.reshape<tf.Rank.R2>(tf.mul(features, mask), [pixels, channels]);
      const pulled = tf.add(tf.matMul(flat, matrix), tf.mul(tf.reshape(mask, [pixels, 1]), row));
      return {
        squared: squared.dataSync()[0]!,
        length: length.dataSync()[0]!,
        // The gradient of d^2 is taken with respect to the features before the mask.
        gradient: tf.mul(pulled, tf.mul(tf.reshape(mask, [pixels, 1]), 4)).dataSync(),
      };
    });
    const ridges = [image, style].map(features => epsilon + powerShare * powerOf(features));
    const expected = distanceOf(image, style, ridges);
    expect(Math.abs(found.squared / expected - 1)).toBeLessThan(bound);
    const nothing = { ...style, values: style.values.map(() => 0) };
    expect(Math.abs(found.length ** 2 / distanceOf(nothing, style, [0, 0]) - 1)).toBeLessThan(0.001);
    const step = 1e-4;
    const slopes = image.values.map((_, i) => {
      const at = (by: number): number =>
        distanceOf(
          { ...image, values: image.values.map((value, j) => (i === j ? value + by : value)) },
          style,
          ridges,
        );
      return (at(step) - at(-step)) / (2 * step);
    });
    expect(relativeL2(found.gradient, slopes)).toBeLessThan(bound);
  });
});

function tensorsOf({ values, weights, channels }: Features): [tf.Tensor4D, tf.Tensor4D] {
  const pixels = weights.length;
  return [
    tf.tensor4d(Float32Array.from(values), [1, pixels, 1, channels]),
    tf.tensor4d(Float32Array.from(weights), [1, pixels, 1, 1]),
  ];
}

function sumsOf(features: Features): [ReturnType<typeof featureSums>, tf.Scalar] {
  const [values, mask] = tensorsOf(features);
  return [featureSums(backendHere().products, values, mask), tf.sum(tf.square(mask))];
}

describe('the explicit Wasserstein loss (wasm)', () => {
  async function expectSameAsAutodiff(
    images: ScaleImages,
    recipe: RecipeInput = {},
    layers?: readonly ConvName[],
    gradientBound = bound,
  ): Promise<void> {
    const targets = await targetsFor(images, recipe, layers);
    const image = randomImage(images.content.shape[1], images.content.shape[2], 4);
    const reference = await numbers(createAutodiffObjective(network(), targets), image);
    for (const create of [explicitObjective, stockObjective]) {
      const explicit = await numbers(create(network(), targets), image);
      expect(relativeL2(explicit.losses, reference.losses)).toBeLessThan(bound);
      expect(relativeL2(explicit.gradient, reference.gradient)).toBeLessThan(gradientBound);
    }
    disposeTargets(targets);
    disposeScaleImages(images);
    image.dispose();
  }

  it.each([
    [32, 32],
    [37, 21],
  ])('equals autodiff at %i x %i', async (height, width) => {
    await expectSameAsAutodiff(imagesOf(height, width));
  });

  it('equals autodiff with more channels than pixels', async () => {
    await expectSameAsAutodiff(imagesOf(1, 24), {}, undefined, singularBound);
    await expectSameAsAutodiff(imagesOf(20, 23), {}, ['conv3_1'], singularBound);
  });

  it('equals autodiff with regions and transparency, two styles in each', async () => {
    await expectSameAsAutodiff(imagesOf(19, 34, true), { losses: 'relative' });
  });

  it("equals autodiff with the seed's losses", async () => {
    await expectSameAsAutodiff(imagesOf(24, 20), { losses: 'seed' });
  });
});

describe('a run by the Wasserstein loss (wasm)', () => {
  it('comes nearer to the style', async () => {
    const recipe = makeRecipe('texture', { styleLoss: 'wasserstein', epochs: 12, coarsestSize: 0 });
    const plan = {
      ...lossPlan('vgg19-uint8', recipe),
      styleLayers: gatysTaps.style.slice(0, 2).map(layer => ({ layer, weight: 1 })),
    };
    const losses: number[] = [];
    for await (const epoch of stylizeHere({
      network: network(),
      side: 32,
      imagesAt: () => imagesOf(32, 32),
      recipe,
      plan,
    })) {
      losses.push((await epoch.losses.style.data())[0]!);
      tf.dispose(Object.values(epoch.losses));
    }
    expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
  });
});

describe('degenerate images', () => {
  const flat = (side: number, color: number): tf.Tensor4D => tf.fill([1, side, side, 3], color);
  const images: Record<string, () => tf.Tensor4D> = {
    black: () => flat(16, -2),
    bright: () => flat(16, 2),
    'one pixel': () => flat(1, 1),
    noise: () => randomImage(16, 16, 3),
  };
  const pairs = Object.keys(images).flatMap(style =>
    Object.keys(images).map(image => [style, image] as const),
  );

  it.each(pairs)('give finite numbers: style %s, image %s', async (style, image) => {
    const [made, start] = [images[style]!(), images[image]!()];
    const targets = await targetsFor({ content: start, styles: [{ image: made, weight: 1 }] });
    const found = await numbers(explicitObjective(network(), targets), start);
    disposeTargets(targets);
    tf.dispose([made, start]);
    expect(found.losses.every(Number.isFinite)).toBe(true);
    expect(found.gradient.every(Number.isFinite)).toBe(true);
    // The bound is loose: twelve steps of the iteration do not converge for the smallest eigenvalues.
    if (style === image) expect(found.losses[0]).toBeLessThan(0.2);
  });

  it.each([false, true])('are their own style where they are large (masked: %s)', async masked => {
    // Rounding errors do not cancel out in an image whose pixels are all alike.
    const [image, drawn] = [flat(224, 2), imagesOf(224, 224, true)];
    const { contentMask } = drawn;
    const images = {
      content: image,
      styles: [{ image, weight: 1, ...(masked && { mask: contentMask!, region: contentMask! }) }],
    };
    const targets = await targetsFor(images, {}, ['conv1_1']);
    const found = await numbers(explicitObjective(network(), targets), image);
    disposeTargets(targets);
    disposeScaleImages(drawn);
    image.dispose();
    expect(found.losses[0]).toBeLessThan(0.3);
    expect(found.gradient.every(Number.isFinite)).toBe(true);
  });
});

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();
const hasHalves = adapter?.features.has('shader-f16') ?? false;
if (!adapter)
  console.warn('The Wasserstein loss not tested on WebGPU: no Vulkan driver here, not even SwiftShader.');

describe.skipIf(!adapter)('the Wasserstein loss on WebGPU (needs a WebGPU adapter)', () => {
  let device: Device;
  let failure: unknown;
  beforeAll(async () => {
    device = await openDevice('webgpu', nodePlatform.wasm);
    device.watch.failed.catch((error: unknown) => (failure = error));
  });
  afterAll(() => device.close());

  it.each<readonly [string, RecipeInput, boolean, Precision]>([
    ['relative', {}, false, 'f32'],
    ['through masks', {}, true, 'f32'],
    ["with the seed's scale", { losses: 'seed' }, false, 'f32'],
    // Rounding to float16 opens or shuts the ReLU of an activation near 0, which its bound allows for.
    ...(hasHalves ? [['in float16', {}, true, 'f16'] as const] : []),
  ])('equals the tensor kernels: %s', async (_, recipe, masked, precision) => {
    await openDevice('wasm', nodePlatform.wasm);
    const images = imagesOf(21, 24, masked);
    const targets = await targetsFor(images, recipe);
    const image = randomImage(21, 24, 4);
    const expected = await numbers(explicitObjective(network(), targets), image);
    const shallow = { ...network(), convolutions: network().convolutions.slice(0, 4) };
    const remake = await carry({ network: shallow, targets, image });
    disposeTargets(targets);
    disposeScaleImages(images);
    image.dispose();

    await tf.setBackend('webgpu');
    const problem = remake();
    const planned = planFor(typicalRates(true), precision);
    // Winograd's shaders in float16 would take a software adapter minutes.
    const plan: Plan =
      precision === 'f16'
        ? { ...planned, variant: () => ({ kind: 'direct', tiling: planned.tiling(1, 4, 1) }) }
        : planned;
    const memory = gpuMemory();
    const objective = createWebGpuObjective(memory, problem.network, problem.targets, plan, 0);
    let taken = 0;
    const found = await numbers(
      {
        evaluate: image => objective.evaluate(image),
        dispose: () => {
          taken = memory.account.bytes;
          objective.dispose();
        },
      },
      problem.image,
    );
    const ahead = { network: problem.network, targets: problem.targets, height: 21, width: 24, precision };
    expect(taken).toBe(forecast({ ...ahead, recomputedBlocks: 0 }, plan).bytes);
    disposeNetwork(problem.network);
    disposeTargets(problem.targets);
    problem.image.dispose();
    await tf.setBackend('wasm');
    expect(relativeL2(found.losses, expected.losses)).toBeLessThan(precision === 'f16' ? 1e-3 : bound);
    expect(relativeL2(found.gradient, expected.gradient)).toBeLessThan(precision === 'f16' ? 0.05 : bound);
    expect(failure).toBeUndefined();
  });
});
