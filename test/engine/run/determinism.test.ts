import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { nodeThreads } from '../../../scripts/lib/node/nodeThreads';
import type { DevicePreference } from '../../../src/shared/gpu/device';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { TfStylizer } from '../../../webview/engine/engine';
import { encodedImage } from '../../fixtures/images';

// The same recipe, seed, images and device make the same picture; the device is opened anew for each run.

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();

async function picture(
  device: DevicePreference,
  input: RecipeInput,
  threads = nodeThreads.count,
): Promise<Uint8Array> {
  const png = { type: 'png', quality: 100 } as const;
  const stylizer = new TfStylizer({ ...nodePlatform, threads: { ...nodeThreads, count: threads } });
  await stylizer.open(device);
  const run = stylizer.start(
    {
      content: { name: 'content.png', bytes: await encodedImage('png', 16, 12) },
      styles: [
        { image: { name: 'style.png', bytes: await encodedImage('png', 16, 16, { seed: 2 }) }, weight: 1 },
      ],
      recipe: makeRecipe('balanced', { epochs: 2, coarsestSize: 11, seed: 5, ...input }),
      model: pocketModel(),
      output: png,
      saveEvery: 0,
    },
    {
      phase: () => undefined,
      started: () => undefined,
      epochs: () => undefined,
      intermediate: () => undefined,
    },
  );
  await run.finished;
  const { bytes } = await run.encode(png);
  await run.dispose();
  await stylizer.dispose();
  return decode(bytes).data as Uint8Array;
}

/** Options with fewer shaders and without a margin, for software adapters, which are slow. */
const oneScale: RecipeInput = { coarsestSize: 0, edges: 'replicate', styleLoss: 'gram' };
const recipes: RecipeInput[] = [{}, { initialImage: 'noise', optimizer: 'lbfgs', pooling: 'max' }];

describe('bit for bit', () => {
  it.each([
    ['wasm', recipes[0]!],
    ['wasm', recipes[1]!],
  ] as const)('on %s: %o', async (device, input) => {
    expect(await picture(device, input)).toEqual(await picture(device, input));
  });

  it('on wasm with one thread and with three', async () => {
    expect(await picture('wasm', recipes[0]!, 1)).toEqual(await picture('wasm', recipes[0]!, 3));
  });
});

describe.skipIf(!adapter)('within 1/255 (needs a WebGPU adapter)', () => {
  it('on WebGPU', async () => {
    const [first, second] = [await picture('webgpu', oneScale), await picture('webgpu', oneScale)];
    expect(second).toHaveLength(first.length);
    expect(Math.max(...first.map((value, i) => Math.abs(value - second[i]!)))).toBeLessThanOrEqual(1);
  });
});
