import { afterAll, describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../scripts/lib/node/nodeGpu';
import { nodePlatform } from '../../scripts/lib/node/nodePlatform';
import type { DevicePreference } from '../../src/shared/gpu/device';
import type { RecipeInput } from '../../src/shared/recipe/recipe';
import { TfStylizer } from '../../webview/engine/engine';
import { memoryOf } from '../engine/planning/memoryOf';
import { vgg19 } from './support';

await provideWebGpu();

describe.each<[DevicePreference, RecipeInput]>([
  // The wasm kernels' memory stays allocated and is counted again later, so WebGPU is first.
  ['webgpu', { size: 32, epochs: 1, coarsestSize: 0, edges: 'replicate' }],
  ['wasm', { size: 96, epochs: 1, coarsestSize: 0, recompute: 'always' }],
  ['wasm', { size: 96, epochs: 4, coarsestSize: 64 }],
])('the forecast of memory of VGG-19 on %s for %j', (device, recipe) => {
  const stylizer = new TfStylizer(nodePlatform);
  afterAll(() => stylizer.dispose());

  it('is within a tenth of what is counted', async () => {
    await stylizer.open(device);
    const { ratio } = await memoryOf(stylizer, vgg19(), recipe);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });
});

it('takes less memory where blocks are recomputed', async () => {
  const stylizer = new TfStylizer(nodePlatform);
  await stylizer.open('wasm');
  const recipe = { size: 96, epochs: 1, coarsestSize: 0, styleLoss: 'gram' } as const;
  const kept = await memoryOf(stylizer, vgg19(), recipe);
  const saved = await memoryOf(stylizer, vgg19(), { ...recipe, recompute: 'always' });
  expect(saved.peakBytes).toBeLessThan(kept.peakBytes);
  await stylizer.dispose();
});
