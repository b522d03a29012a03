import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import type { RunObserver, RunRequest, SourceImage } from '../../../webview/engine/stylizer';
import { TfStylizer } from '../../../webview/engine/engine';
import { encodedImage } from '../../fixtures/images';

const quiet: RunObserver = {
  phase: () => undefined,
  started: () => undefined,
  epochs: () => undefined,
  intermediate: () => undefined,
};
const width = 96;
const height = 24;

describe('regions (wasm, pocket network)', () => {
  let stylizer: TfStylizer;
  let content: SourceImage;
  let style: SourceImage;

  beforeAll(async () => {
    content = { name: 'photo.png', bytes: await encodedImage('png', width, height) };
    style = { name: 'style.png', bytes: await encodedImage('png', 32, 32, { seed: 5 }) };
    stylizer = new TfStylizer(nodePlatform);
    await stylizer.open('wasm');
  });

  afterAll(async () => {
    await stylizer.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  async function paint(styles: RunRequest['styles']): Promise<Uint8Array> {
    const run = stylizer.start(
      {
        ...{ content, styles },
        recipe: makeRecipe('balanced', { size: width, epochs: 12, coarsestSize: 0, averaging: 0 }),
        model: pocketModel(),
        output: { type: 'png', quality: 90 },
        saveEvery: 0,
      },
      quiet,
    );
    await run.finished;
    const { data } = decode((await run.encode({ type: 'png', quality: 90 })).bytes);
    await run.dispose();
    return Uint8Array.from(data);
  }

  it('keep even an only style to its region', async () => {
    const picture = await paint([
      { image: style, weight: 1, region: await mask(x => (x < width / 2 ? 255 : 0)) },
    ]);
    const unpainted = await paint([{ image: style, weight: 1, region: await mask(() => 0) }]);
    const change = (from: number, to: number): number => {
      let sum = 0;
      const channels = picture.length / (width * height);
      for (let y = 0; y < height; y++) {
        for (let at = channels * (y * width + from); at < channels * (y * width + to); at++) {
          sum += Math.abs(picture[at]! - unpainted[at]!);
        }
      }
      return sum / (to - from);
    };
    // The areas compared are far from the border, across which the deeper layers see.
    expect(change(0, 32)).toBeGreaterThan(2 * change(64, 96));
  });

  it('may leave nothing for the other styles', async () => {
    const picture = await paint([
      { image: style, weight: 1 },
      { image: style, weight: 1, region: await mask(() => 255) },
    ]);
    expect(new Set(picture).size).toBeGreaterThan(50);
  });
});

async function mask(valueAt: (x: number) => number): Promise<SourceImage> {
  const data = Uint8Array.from({ length: width * height }, (_, i) => valueAt(i % width));
  const image = sharp(data, { raw: { width, height, channels: 1 } });
  return { name: 'mask.png', bytes: new Uint8Array(await image.png().toBuffer()) };
}
