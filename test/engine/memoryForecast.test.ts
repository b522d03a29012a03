import { afterAll, describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../scripts/lib/nodeGpu';
import { nodePlatform } from '../../scripts/lib/nodePlatform';
import type { DevicePreference } from '../../src/shared/device';
import { makeRecipe, type RecipeInput } from '../../src/shared/recipe';
import type { RunObserver, RunStart } from '../../webview/engine/stylizer';
import { TfStylizer } from '../../webview/engine/tfStylizer';
import { encodedImage } from '../fixtures/images';
import { hasRealWeights, realModel } from './objectiveSupport';

await provideWebGpu();
const images = {
  content: { name: 'content.png', bytes: await encodedImage('png', 96, 64) },
  style: { name: 'style.png', bytes: await encodedImage('png', 70, 80) },
};

class Starts implements RunObserver {
  start: RunStart | undefined;
  phase(): void {}
  started(start: RunStart): void {
    this.start = start;
  }
  epochs(): void {}
  intermediate(): void {}
}

/** Forecast and count of a run, in bytes, and the tiles that it was computed in. */
async function memoryOf(stylizer: TfStylizer, recipe: RecipeInput, memoryBudget = 0) {
  const observer = new Starts();
  const run = stylizer.start(
    {
      ...images,
      recipe: makeRecipe('balanced', recipe),
      model: realModel,
      output: { type: 'png', quality: 92 },
      saveEvery: 0,
      memoryBudget,
    },
    observer,
  );
  const { peakBytes } = await run.finished;
  await run.dispose();
  const { peakBytes: forecast, tileSize } = observer.start!;
  return { ratio: forecast / peakBytes, tileSize };
}

describe.skipIf(!hasRealWeights).each<[DevicePreference, RecipeInput]>([
  // First: the wasm kernels' memory stays, and would count here too.
  ['webgpu', { size: 32, epochs: 1, coarsestSize: 0 }],
  ['wasm', { size: 96, epochs: 4, coarsestSize: 64 }],
  ['wasm', { size: 96, epochs: 1, coarsestSize: 0, styleLoss: 'wasserstein' }],
  ['wasm', { size: 64, epochs: 13, coarsestSize: 0, optimizer: 'lbfgs' }],
])('the forecast of memory on %s for %j (needs ../shared/models)', (device, recipe) => {
  const stylizer = new TfStylizer(nodePlatform);
  afterAll(() => stylizer.dispose());

  it('is within a tenth of what is counted', async () => {
    await stylizer.open(device);
    const { ratio, tileSize } = await memoryOf(stylizer, recipe);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
    expect(tileSize).toBeUndefined();
  });
});

describe.skipIf(!hasRealWeights)('a memory budget (needs ../shared/models)', () => {
  it('makes a run go on in tiles, and says so', async () => {
    const stylizer = new TfStylizer(nodePlatform);
    await stylizer.open('wasm');
    // conv2_1 alone has a halo small enough for an image of this size to be worth cutting.
    const shallow = { styleWeight3: 0, styleWeight4: 0, styleWeight5: 0, contentLayer: 'conv2_2' };
    const recipe = { size: 96, epochs: 1, coarsestSize: 0, ...shallow };
    const { tileSize } = await memoryOf(stylizer, { ...recipe, tileSize: 0 }, 1);
    expect(tileSize).toBeLessThan(96);
    await stylizer.dispose();
  });
});
