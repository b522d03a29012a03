import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { TfStylizer } from '../../../webview/engine/engine';
import type { Model, RunObserver, RunRequest, SourceImage } from '../../../webview/engine/stylizer';
import { encodedImage } from '../../fixtures/images';

const silent: RunObserver = {
  phase: () => undefined,
  started: () => undefined,
  epochs: () => undefined,
  intermediate: () => undefined,
};
const output = { type: 'png', quality: 92 } as const;

/** An engine that counts the images it decodes and the files it reads of the network. */
class Counted {
  decoded = 0;
  reads = 0;
  readonly stylizer = new TfStylizer({
    ...nodePlatform,
    codec: {
      ...nodePlatform.codec,
      decode: (bytes, maxSide) => (this.decoded++, nodePlatform.codec.decode(bytes, maxSide)),
    },
  });
  readonly model: Model;

  constructor() {
    const pocket = pocketModel();
    this.model = { ...pocket, read: file => (this.reads++, pocket.read(file)) };
  }

  async picture(request: Omit<RunRequest, 'model' | 'output' | 'saveEvery'>): Promise<Uint8Array> {
    const run = this.stylizer.start({ ...request, model: this.model, output, saveEvery: 0 }, silent);
    await run.finished;
    const { bytes } = await run.encode(output);
    await run.dispose();
    return bytes;
  }
}

describe('what is done ahead of a run', () => {
  const recipe = makeRecipe('balanced', { size: 32, coarsestSize: 20, epochs: 4 });
  let content: SourceImage;
  let style: SourceImage;
  let styles: RunRequest['styles'];
  let engine: Counted;

  beforeAll(async () => {
    content = { name: 'content.png', bytes: await encodedImage('png', 60, 40) };
    style = { name: 'style.png', bytes: await encodedImage('png', 50, 50, { seed: 2 }) };
    styles = [{ image: style, weight: 1 }];
  });
  afterEach(async () => {
    await engine.stylizer.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  it('spares the run its content image and network, and changes nothing of its picture', async () => {
    engine = new Counted();
    await engine.stylizer.open('wasm');
    const plain = await engine.picture({ content, styles, recipe });
    await engine.stylizer.dispose();

    engine = new Counted();
    await engine.stylizer.open('wasm');
    await engine.stylizer.prepare({ content, recipe, model: engine.model });
    expect([engine.decoded, engine.reads]).toEqual([1, 1]);
    const copy = { ...content, bytes: content.bytes.slice() };
    expect(await engine.picture({ content: copy, styles, recipe })).toEqual(plain);
    expect([engine.decoded, engine.reads]).toEqual([2, 1]);
  });

  it('is not taken for another image or another size', async () => {
    engine = new Counted();
    await engine.stylizer.open('wasm');
    await engine.stylizer.prepare({ content, recipe, model: engine.model });
    await engine.picture({
      content: style,
      styles: [{ image: content, weight: 1 }],
      recipe: { ...recipe, size: 24, epochs: 1 },
    });
    expect(engine.decoded).toBe(3);
  });

  it('is shared with a run that begins meanwhile', async () => {
    engine = new Counted();
    await engine.stylizer.open('wasm');
    const preparing = engine.stylizer.prepare({ content, recipe, model: engine.model });
    await engine.picture({ content, styles, recipe: { ...recipe, epochs: 1 } });
    await preparing;
    expect([engine.decoded, engine.reads]).toEqual([2, 1]);
  });

  it('fails with what cannot be had, and a run may follow all the same', async () => {
    engine = new Counted();
    await engine.stylizer.open('wasm');
    const gone: Model = { kind: 'pocket', read: () => Promise.reject(new Error('It is gone.')) };
    await expect(engine.stylizer.prepare({ content, recipe, model: gone })).rejects.toThrow('It is gone.');
    const broken = { name: 'broken.png', bytes: content.bytes.slice(0, 200) };
    await expect(
      engine.stylizer.prepare({ content: broken, recipe, model: engine.model }),
    ).rejects.toMatchObject({ code: 'image', message: expect.stringContaining('broken.png') });
    await engine.picture({ content, styles, recipe: { ...recipe, epochs: 1 } });
  });
});
