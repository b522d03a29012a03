import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { vgg19Elements } from '../../../src/shared/model/vgg19Layout';
import { recordKeyword, type RunRecord } from '../../../src/shared/messages/output';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { guardAllocation } from '../../../webview/engine/backends/wasm/guardAllocation';
import type {
  EncodedImage,
  RunObserver,
  RunPhase,
  RunRequest,
  SourceImage,
} from '../../../webview/engine/stylizer';
import { TfStylizer } from '../../../webview/engine/engine';
import { encodedImage } from '../../fixtures/images';

const png = { type: 'png', quality: 92 } as const;

let content: SourceImage;
let style: SourceImage;

function request(recipe: RecipeInput, saveEvery = 0): RunRequest {
  return {
    content,
    styles: [{ image: style, weight: 1 }],
    recipe: makeRecipe('seed', recipe),
    model: pocketModel(),
    output: png,
    saveEvery,
  };
}

class Recorder implements RunObserver {
  readonly phases: RunPhase[] = [];
  readonly epochsSeen: number[] = [];
  readonly intermediates: EncodedImage[] = [];
  size: string | undefined;
  onEpochs: () => void = () => undefined;

  phase(phase: RunPhase): void {
    if (this.phases.at(-1) !== phase) this.phases.push(phase);
  }
  started({ width, height }: { width: number; height: number }): void {
    this.size = `${width}x${height}`;
  }
  epochs(reports: readonly { epoch: number }[]): void {
    this.epochsSeen.push(...reports.map(({ epoch }) => epoch));
    this.onEpochs();
  }
  intermediate(image: EncodedImage): void {
    this.intermediates.push(image);
  }
}

describe('a run (wasm, pocket network)', () => {
  let stylizer: TfStylizer;

  beforeAll(async () => {
    content = { name: 'café.png', bytes: await encodedImage('png', 40, 30, { alpha: true }) };
    style = { name: 'style.jpg', bytes: await encodedImage('jpeg', 32, 32) };
    stylizer = new TfStylizer(nodePlatform);
    await stylizer.open('wasm');
  });

  afterAll(async () => {
    await stylizer.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  it('reports its phases and every epoch once, and leaves a picture that carries its recipe', async () => {
    const recorder = new Recorder();
    const run = stylizer.start(request({ size: 32, epochs: 6, seed: 7 }, 2), recorder);
    const summary = await run.finished;
    expect(recorder.phases).toEqual(['decoding', 'model', 'targets', 'running']);
    expect(recorder.epochsSeen).toEqual([0, 1, 2, 3, 4, 5]);
    expect(recorder.size).toBe('32x24');
    expect(recorder.intermediates.map(({ epoch }) => epoch)).toEqual([2, 4]);
    expect(summary.epochs).toBe(6);
    expect(summary.peakBytes).toBeGreaterThan(32 * 24 * 64 * 4);

    const picture = decode((await run.encode(png)).bytes);
    expect([picture.width, picture.height, picture.channels]).toEqual([32, 24, 4]);
    const record = JSON.parse(picture.text[recordKeyword]!) as RunRecord;
    expect(record).toMatchObject({
      content: 'café.png',
      styles: [{ name: 'style.jpg', weight: 1 }],
      model: 'pocket',
      epochs: 6,
    });
    expect(record.recipe.seed).toBe(7);
    await run.dispose();
  });

  it('names every style, its weight and its region in the record', async () => {
    const mask = { name: 'mask.png', bytes: await encodedImage('png', 8, 8) };
    const run = stylizer.start(
      {
        ...request({ size: 16, epochs: 1 }),
        styles: [
          { image: style, weight: 3 },
          { image: { ...style, name: 'second.jpg' }, weight: 2 },
          { image: { ...style, name: 'third.jpg' }, weight: 1, region: mask },
        ],
      },
      new Recorder(),
    );
    await run.finished;
    const record = JSON.parse(decode((await run.encode(png)).bytes).text[recordKeyword]!) as RunRecord;
    expect(record).toMatchObject({
      styles: [
        { name: 'style.jpg', weight: 3 },
        { name: 'second.jpg', weight: 2 },
        { name: 'third.jpg', weight: 1, region: 'mask.png' },
      ],
    });
    await run.dispose();
  });

  it('pauses, resumes, and stops with the picture kept', async () => {
    const recorder = new Recorder();
    const run = stylizer.start(request({ size: 24, epochs: 10_000 }), recorder);
    await until(() => recorder.epochsSeen.length >= 2, recorder);
    await run.pause();
    const atPause = recorder.epochsSeen.length;
    expect((await run.encode(png)).epoch).toBe(atPause);
    for (let i = 0; i < 20; i++) await tick();
    expect(recorder.epochsSeen.length).toBe(atPause);
    run.resume();
    await until(() => recorder.epochsSeen.length >= atPause + 3, recorder);
    run.stop();
    const { epochs } = await run.finished;
    expect(epochs).toBeGreaterThanOrEqual(atPause + 3);
    expect(epochs).toBeLessThan(10_000);
    expect((await run.encode(png)).epoch).toBe(epochs);
    expect(recorder.epochsSeen.length).toBe(epochs);
    await run.dispose();
  });

  it('stops while it is paused', async () => {
    const recorder = new Recorder();
    const run = stylizer.start(request({ size: 16, epochs: 10_000 }), recorder);
    await until(() => recorder.epochsSeen.length >= 1, recorder);
    const paused = run.pause();
    run.stop();
    expect((await run.finished).epochs).toBeGreaterThan(0);
    await paused;
    await run.pause();
    await run.dispose();
  });

  it('refuses a second run while the first goes on, and holds nothing after both', async () => {
    const run = stylizer.start(request({ size: 16, epochs: 10_000 }), new Recorder());
    expect(() => stylizer.start(request({ size: 16, epochs: 1 }), new Recorder())).toThrowError(
      /another run/i,
    );
    await run.dispose();
    const after = tf.memory().numTensors;
    const next = stylizer.start(request({ size: 16, epochs: 1 }), new Recorder());
    await next.finished;
    await next.dispose();
    expect(tf.memory().numTensors).toBe(after);
  });

  it('makes the same picture from the same recipe, bit for bit, and another from another seed', async () => {
    const pictures: Uint8Array[] = [];
    for (const seed of [1, 1, 2]) {
      const run = stylizer.start(
        request({ size: 16, epochs: 3, initialImage: 'noise', seed }),
        new Recorder(),
      );
      await run.finished;
      pictures.push(decode((await run.encode(png)).bytes).data as Uint8Array);
      await run.dispose();
    }
    expect(pictures[1]).toEqual(pictures[0]);
    expect(pictures[2]).not.toEqual(pictures[0]);
  });

  it.each<[RecipeInput, string]>([
    [{ outputSize: 'working' }, '24x18'],
    [{ outputSize: 'guided' }, '40x30'],
    [{ outputSize: 'scale' }, '40x30'],
    // A picture is never enlarged beyond the content image's size.
    [{ outputSize: 'guided', size: 200 }, '40x30'],
    [{ outputSize: 'scale', edges: 'wrap' }, '48x32'],
  ])('saves a picture of the size that %o asks for, with its transparency', async (recipe, size) => {
    const run = stylizer.start(request({ size: 24, epochs: 3, ...recipe }), new Recorder());
    await run.finished;
    const { width, height, channels, data } = decode((await run.encode(png)).bytes);
    expect(`${width}x${height}`).toBe(size);
    expect(channels).toBe(4);
    expect([data[3], data[4 * (width - 1) + 3]]).toEqual([0, 255]);
    await run.dispose();
  });

  it('computes in tiles of the size that it is told, and makes the same picture', async () => {
    const wide = { name: 'wide.png', bytes: await encodedImage('png', 150, 40) };
    const pictures: Uint8Array[] = [];
    for (const tileSize of [0, 80]) {
      const recipe = { size: 150, epochs: 3, tileSize, averaging: 0.5 };
      const run = stylizer.start({ ...request(recipe), content: wide }, new Recorder());
      await run.finished;
      pictures.push(decode((await run.encode(png)).bytes).data as Uint8Array);
      await run.dispose();
    }
    const [whole, tiled] = pictures as [Uint8Array, Uint8Array];
    const difference = tiled.reduce((sum, value, i) => sum + Math.abs(value - whole[i]!), 0);
    // Pictures are not equal, since Adam takes full steps by the smallest gradients, whose sign is rounding.
    expect(difference / tiled.length).toBeLessThan(0.1);
  });

  it('refuses to enlarge a seamless picture along its content image', async () => {
    const run = stylizer.start(
      request({ size: 24, epochs: 3, outputSize: 'guided', edges: 'wrap' }),
      new Recorder(),
    );
    await expect(run.finished).rejects.toThrow(/cannot be enlarged/);
    await run.dispose();
  });

  it('says so when the losses stop being numbers, as with damaged weights', async () => {
    const bytes = new Uint8Array(4 * vgg19Elements).fill(0xff); // NaN in float32.
    const model = {
      kind: 'pretrained',
      precision: 'float32',
      files: ['all'],
      read: () => Promise.resolve(bytes),
    } as const;
    const run = stylizer.start({ ...request({ size: 16, epochs: 5 }), model }, new Recorder());
    await expect(run.finished).rejects.toThrow(/losses stopped being numbers/);
    await run.dispose();
  });

  it('says that memory gave out, keeps the picture, and runs again', async () => {
    const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
    const allocate = wasm._malloc;
    const recorder = new Recorder();
    // guardAllocation throws this error when the heap is full.
    recorder.onEpochs = () =>
      (wasm._malloc = () => {
        throw new RangeError('The WebAssembly heap has no room: out of memory.');
      });
    const run = stylizer.start(request({ size: 16, epochs: 50 }), recorder);
    try {
      await expect(run.finished).rejects.toMatchObject({ code: 'memory' });
      expect((await run.encode(png)).epoch).toBe(1);
    } finally {
      wasm._malloc = allocate;
    }
    await run.dispose();
    const next = stylizer.start(request({ size: 16, epochs: 1 }), new Recorder());
    await next.finished;
    await next.dispose();
  });

  it('takes no address from a full heap', () => {
    const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
    // So many bytes exceed the address space.
    expect(() => wasm._malloc(2 ** 33)).toThrow(RangeError);
    const full = { wasm: { _malloc: () => 0, _free: () => undefined } };
    guardAllocation(full as unknown as tf.KernelBackend);
    expect(() => (full.wasm._malloc as (bytes: number) => number)(4)).toThrow(/no room/);
  });

  it('says which bytes are missing when the weights are too short', async () => {
    const model = {
      kind: 'pretrained',
      precision: 'uint8',
      files: ['a'],
      read: () => Promise.resolve(new Uint8Array(9)),
    } as const;
    const run = stylizer.start({ ...request({ size: 16, epochs: 5 }), model }, new Recorder());
    await expect(run.finished).rejects.toThrow(/9 bytes of the 12944960/);
    await run.dispose();
  });

  it('works on an image of one pixel and on a thin one', async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
    ] as const) {
      const thin = { name: 'thin.png', bytes: await encodedImage('png', width, height) };
      const run = stylizer.start({ ...request({ size: 200, epochs: 2 }), content: thin }, new Recorder());
      await run.finished;
      const picture = decode((await run.encode(png)).bytes);
      expect([picture.width, picture.height]).toEqual([width, height]);
      await run.dispose();
    }
  });
});

function tick(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 5));
}

/** Resolves after the batch of epochs that makes `condition` true. */
function until(condition: () => boolean, recorder: Recorder): Promise<void> {
  return new Promise(resolve => {
    recorder.onEpochs = () => {
      if (condition()) resolve();
    };
    recorder.onEpochs();
  });
}
