import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import type {
  RunObserver,
  RunPhase,
  RunRequest,
  SourceImage,
  StylizeRun,
} from '../../../webview/engine/stylizer';
import { TfStylizer } from '../../../webview/engine/engine';
import { watchBuffers } from '../support/gpuMemory';
import { encodedImage } from '../../fixtures/images';

await provideWebGpu();
const buffersHeld = watchBuffers();
const adapter = await navigator.gpu.requestAdapter();
if (!adapter) console.warn('Runs on WebGPU not tested: no Vulkan driver here, not even SwiftShader.');

const output = { type: 'png', quality: 92 } as const;

class Observer implements RunObserver {
  readonly phases: RunPhase[] = [];
  readonly fractions: number[] = [];
  phase(phase: RunPhase, fraction?: number): void {
    if (this.phases.at(-1) !== phase) this.phases.push(phase);
    if (phase === 'compiling') this.fractions.push(fraction!);
  }
  started(): void {}
  onEpochs: () => void = () => undefined;
  epochs(): void {
    this.onEpochs();
  }
  intermediate(): void {}
}

describe.skipIf(!adapter)(`a run on WebGPU${adapter ? '' : ' (needs a WebGPU adapter)'}`, () => {
  let content: SourceImage;
  let style: SourceImage;
  let stylizer: TfStylizer;

  beforeAll(async () => {
    content = { name: 'content.png', bytes: await encodedImage('png', 24, 20, { alpha: true }) };
    style = { name: 'style.png', bytes: await encodedImage('png', 20, 20) };
    stylizer = new TfStylizer(nodePlatform);
    await stylizer.open('webgpu');
  });
  afterAll(async () => {
    await stylizer.dispose();
    expect([tf.engine().state.numTensors, buffersHeld()]).toEqual([0, 0]);
  });

  const request = (recipe: RecipeInput): RunRequest => ({
    content,
    styles: [{ image: style, weight: 1 }],
    // Edges are not mirrored, since the margin would double a side, which is slow on a software adapter.
    recipe: makeRecipe('balanced', { edges: 'replicate', ...recipe }),
    model: pocketModel(),
    output,
    saveEvery: 0,
  });

  it('compiles every shader before its first epoch, and tells how far it is', async () => {
    const device = GPUDevice.prototype;
    const { createComputePipeline, createComputePipelineAsync } = device;
    const [ahead, late]: [Set<string>, Set<string>] = [new Set(), new Set()];
    device.createComputePipeline = function (this: GPUDevice, descriptor) {
      late.add(descriptor.label ?? '');
      return createComputePipeline.call(this, descriptor);
    };
    device.createComputePipelineAsync = function (this: GPUDevice, descriptor) {
      ahead.add(descriptor.label ?? '');
      return createComputePipelineAsync.call(this, descriptor);
    };
    const observer = new Observer();
    try {
      const run = stylizer.start(request({ size: 16, coarsestSize: 0, epochs: 2 }), observer);
      await run.finished;
      await run.dispose();
    } finally {
      Object.assign(device, { createComputePipeline, createComputePipelineAsync });
    }
    expect(observer.phases).toEqual(['decoding', 'model', 'compiling', 'targets', 'running']);
    expect(observer.fractions[0]).toBe(0);
    expect(observer.fractions.at(-1)).toBe(1);
    expect(ahead.size).toBeGreaterThan(10);
    // Programs of tfjs, which are named after their classes, do not count.
    expect([...late].filter(name => !name.endsWith('Program'))).toEqual([]);
  });

  it('says that the device was lost, keeps the picture, and runs again on a new one', async () => {
    const observer = new Observer();
    const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
    observer.onEpochs = () => device.destroy();
    const run = stylizer.start(request({ size: 16, coarsestSize: 0, epochs: 500 }), observer);
    await expect(run.finished).rejects.toMatchObject({
      code: 'device',
      message: 'The graphics device was lost: it was closed.',
    });
    const { bytes, epoch } = await run.encode(output);
    expect(epoch).toBeGreaterThan(0);
    const picture = decode(bytes);
    expect([picture.width, picture.height]).toEqual([16, 13]);
    expect(new Set(picture.data).size).toBeGreaterThan(20);

    await stylizer.open('webgpu');
    // The image was kept outside the device, and can be encoded without it.
    expect((await run.encode(output)).epoch).toBe(epoch);
    await run.dispose();
    const next = stylizer.start(request({ size: 16, coarsestSize: 0, epochs: 2 }), new Observer());
    expect((await next.finished).epochs).toBe(2);
    await next.dispose();
  });

  it('goes on on a new device to the picture of the unbroken run', async () => {
    const asked = request({ size: 16, coarsestSize: 0, epochs: 4 });
    const pixelsOf = async (run: StylizeRun): Promise<Uint8Array> => {
      await run.finished;
      const { bytes } = await run.encode(output);
      await run.dispose();
      return decode(bytes).data as Uint8Array;
    };
    await stylizer.open('webgpu');
    const unbroken = await pixelsOf(stylizer.start(asked, new Observer()));

    const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
    let checkpoint: Uint8Array | undefined;
    const broken = stylizer.start(asked, {
      phase: () => undefined,
      started: () => undefined,
      epochs: () => undefined,
      intermediate: () => undefined,
      checkpoint: state => {
        checkpoint = state.checkpoint;
        device.destroy();
        return Promise.resolve();
      },
    });
    await expect(broken.finished).rejects.toMatchObject({ code: 'device' });
    await broken.dispose();
    await stylizer.open('webgpu');
    const next = stylizer.start({ ...asked, checkpoint: checkpoint! }, new Observer());
    expect((await next.finished).epochs).toBe(4);
    const resumed = await pixelsOf(next);
    expect(resumed.length).toBe(unbroken.length);
    expect(Math.max(...resumed.map((value, at) => Math.abs(value - unbroken[at]!)))).toBeLessThanOrEqual(1);
  });
});
