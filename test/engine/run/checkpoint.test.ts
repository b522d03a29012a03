import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { ScaleImages } from '../../../webview/engine/images/scaleImages';
import { lossPlan, type LossPlan } from '../../../webview/engine/losses/lossPlan';
import type { MethodState } from '../../../webview/engine/method/stylize';
import { disposeNetwork } from '../../../webview/engine/network/vgg19';
import { packCheckpoint, unpackCheckpoint } from '../../../webview/engine/run/checkpoint';
import type { TileSize } from '../../../webview/engine/tiles/tileGrid';
import { randomImage } from '../support/objectiveSupport';
import { backendHere, stylizeHere } from '../support/onBackend';
import { makeSmallNetwork } from '../support/smallNetwork';

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();
if (!adapter) console.warn('Resuming on WebGPU not tested: no Vulkan driver here, not even SwiftShader.');

const deep = lossPlan('vgg19-uint8', makeRecipe('balanced'));
const shallow: LossPlan = {
  ...deep,
  styleLayers: deep.styleLayers.slice(0, 2),
  contentLayers: ['conv2_2'],
};

interface Case {
  readonly side: number;
  readonly recipe: RecipeInput;
  readonly tiles?: TileSize;
  /** Epochs after which the run is interrupted, one after the other. */
  readonly breaks: readonly number[];
}

/** The last picture of a run that is interrupted, its state packed, and gone on with from the bytes alone. */
async function picture({ side, recipe, tiles, breaks }: Case): Promise<Float32Array> {
  let from: MethodState | undefined;
  let last: Float32Array | undefined;
  for (const end of [...breaks, Infinity]) {
    const [tensors, buffers] = [tf.memory().numTensors, backendHere().account.buffers];
    const network = makeSmallNetwork(5, 'conv2_2');
    const inputs = { network, side, imagesAt, plan: shallow, recipe: makeRecipe('balanced', recipe), tiles };
    for await (const { index, losses, image, save } of stylizeHere({ ...inputs, from })) {
      tf.dispose(Object.values(losses));
      last = Float32Array.from(await image.data());
      if (index + 1 < end) continue;
      const state = await save();
      const packed = packCheckpoint({ digest: 'x', epochs: index + 1, float32From: null, state });
      from = unpackCheckpoint(packed!).state;
      break;
    }
    disposeNetwork(network);
    expect([tf.memory().numTensors, backendHere().account.buffers]).toEqual([tensors, buffers]);
  }
  return last!;
}

function imagesAt(side: number): ScaleImages {
  return {
    content: randomImage(Math.round(side * 0.75), side, side),
    styles: [{ image: randomImage(12, 14, 2), weight: 1 }],
  };
}

const twoScales: RecipeInput = { coarsestSize: 16, epochs: 9, averaging: 0.9, styleLoss: 'gram' };

describe('an interrupted run goes on to the picture of the unbroken one', () => {
  it.each<[string, Omit<Case, 'breaks'> & { readonly breaks: readonly (readonly number[])[] }]>([
    // Nine epochs in two scales: five, then four.
    [
      'in the first epoch, mid-scale, at the border',
      { side: 24, recipe: twoScales, breaks: [[1], [3], [5]] },
    ],
    ['in the last scale, and three times', { side: 24, recipe: twoScales, breaks: [[8], [2, 5, 7]] }],
    [
      'from noise, without an average, clipped',
      {
        side: 24,
        recipe: { ...twoScales, averaging: 0, initialImage: 'noise', pixelRange: 'clipped' },
        breaks: [[4, 7]],
      },
    ],
    [
      'in tiles, whose grid shifts at random',
      {
        side: 96,
        recipe: { ...twoScales, coarsestSize: 0, epochs: 5 },
        tiles: { tileSize: 64, halo: 16 },
        breaks: [[2]],
      },
    ],
  ])('bit for bit on wasm: %s', async (_, { breaks, ...test }) => {
    await openDevice('wasm', nodePlatform.wasm);
    const unbroken = await picture({ ...test, breaks: [] });
    for (const at of breaks) expect(await picture({ ...test, breaks: at })).toEqual(unbroken);
  });

  it('but for L-BFGS, which gathers its curvature anew', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const test = { side: 24, recipe: { ...twoScales, optimizer: 'lbfgs' } } as const;
    const unbroken = await picture({ ...test, breaks: [] });
    const broken = await picture({ ...test, breaks: [7] });
    expect(broken).not.toEqual(unbroken);
    expect(await picture({ ...test, breaks: [5] })).toEqual(unbroken); // It begins anew with each scale anyway.
  });

  it.skipIf(!adapter)('within 1/255 on WebGPU (needs a WebGPU adapter)', async () => {
    const test = { side: 24, recipe: { ...twoScales, edges: 'replicate' } } as const;
    const opened = await openDevice('webgpu', nodePlatform.wasm);
    const unbroken = await picture({ ...test, breaks: [] });
    const broken = await picture({ ...test, breaks: [1, 3, 5, 7] });
    const difference = Math.max(...unbroken.map((value, i) => Math.abs(value - broken[i]!)));
    // Working scale divides by deviations of about 0.225.
    expect(0.225 * difference).toBeLessThanOrEqual(1 / 255);
    opened.close();
  });
});
