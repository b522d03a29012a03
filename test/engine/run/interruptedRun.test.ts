import * as tf from '@tensorflow/tfjs';
import { decode } from 'fast-png';
import { beforeAll, describe, expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import type { PasticheError } from '../../../src/shared/errors';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { TfStylizer } from '../../../webview/engine/engine';
import type { Platform } from '../../../webview/engine/platform';
import { unpackCheckpoint } from '../../../webview/engine/run/checkpoint';
import type {
  EncodedImage,
  KeptState,
  RunObserver,
  RunRequest,
  SourceImage,
} from '../../../webview/engine/stylizer';
import { encodedImage } from '../../fixtures/images';

const png = { type: 'png', quality: 92 } as const;

let content: SourceImage;
let style: SourceImage;

beforeAll(async () => {
  content = { name: 'content.png', bytes: await encodedImage('png', 24, 18) };
  style = { name: 'style.png', bytes: await encodedImage('png', 16, 16, { seed: 2 }) };
});

function request(recipe: RecipeInput = {}, more: Partial<RunRequest> = {}): RunRequest {
  return {
    content,
    styles: [{ image: style, weight: 1 }],
    recipe: makeRecipe('balanced', { epochs: 7, coarsestSize: 16, size: 24, seed: 3, ...recipe }),
    model: pocketModel(),
    output: png,
    saveEvery: 0,
    ...more,
  };
}

interface Outcome {
  readonly picture: EncodedImage | undefined;
  readonly error: unknown;
  readonly kept: readonly KeptState[];
  readonly epochs: readonly number[];
  readonly intermediates: readonly number[];
  readonly troubles: readonly PasticheError[];
}

/** Carries a run through in an engine of its own. */
async function outcomeOf(
  asked: RunRequest,
  platform: Partial<Platform> = {},
  onEpochs: () => void = () => undefined,
): Promise<Outcome> {
  const stylizer = new TfStylizer({ ...nodePlatform, ...platform });
  await stylizer.open('wasm');
  const kept: KeptState[] = [];
  const epochs: number[] = [];
  const intermediates: number[] = [];
  const troubles: PasticheError[] = [];
  const observer: RunObserver = {
    phase: () => undefined,
    started: () => undefined,
    epochs: reports => {
      epochs.push(...reports.map(({ epoch }) => epoch));
      onEpochs();
    },
    intermediate: ({ epoch }) => intermediates.push(epoch),
    checkpoint: state => Promise.resolve(void kept.push(state)),
    trouble: problem => troubles.push(problem),
  };
  const run = stylizer.start(asked, observer);
  const error = await run.finished.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const picture = await run.encode(png).catch(() => undefined);
  await run.dispose();
  await stylizer.dispose();
  return { picture, error, kept, epochs, intermediates, troubles };
}

function pixels({ bytes }: EncodedImage): Uint8Array {
  return decode(bytes).data as Uint8Array;
}

/** Makes wasm's subtraction, with which Adam steps, give what is no number. @returns puts it right again */
function breakSteps(): () => void {
  const kernel = tf.getKernel('Sub', 'wasm');
  tf.unregisterKernel('Sub', 'wasm');
  tf.registerKernel({
    ...kernel,
    kernelFunc: parameters => {
      const result = kernel.kernelFunc(parameters) as tf.TensorInfo;
      const isStep = result.shape.length === 4 && result.shape.at(-1) === 3;
      if (isStep) {
        const backend = tf.backend() as unknown as { typedArrayFromHeap(info: tf.TensorInfo): Float32Array };
        backend.typedArrayFromHeap(result).fill(NaN);
      }
      return result;
    },
  });
  return () => {
    tf.unregisterKernel('Sub', 'wasm');
    tf.registerKernel(kernel);
  };
}

describe('an interrupted run (wasm, pocket network)', () => {
  it('is kept from its first epoch on, with its picture, and goes on to the unbroken one in a new engine', async () => {
    const unbroken = await outcomeOf(request());
    const [first] = unbroken.kept;
    expect(first!.picture.epoch).toBe(1);
    expect(unpackCheckpoint(first!.checkpoint).epochs).toBe(1);
    const { width, height } = decode(first!.picture.bytes);
    expect([width, height]).toEqual([24, 18]);

    const resumed = await outcomeOf(request({}, { checkpoint: first!.checkpoint }));
    expect(resumed.epochs).toEqual([1, 2, 3, 4, 5, 6]);
    expect(resumed.picture!.epoch).toBe(7);
    expect(pixels(resumed.picture!)).toEqual(pixels(unbroken.picture!));
  });

  it('does not go on with another recipe, another image, or damaged bytes', async () => {
    const { kept } = await outcomeOf(request());
    const { checkpoint } = kept[0]!;
    const other = await outcomeOf(request({ styleRatio: 2 }, { checkpoint }));
    expect(String(other.error)).toMatch(/images, its recipe or its network have changed/);
    const styles = [{ image: content, weight: 1 }] as const;
    const swapped = await outcomeOf(request({}, { checkpoint, styles }));
    expect(String(swapped.error)).toMatch(/images, its recipe or its network have changed/);
    const cut = await outcomeOf(request({}, { checkpoint: checkpoint.slice(0, -8) }));
    expect(String(cut.error)).toMatch(/kept state of the interrupted run cannot be read/);
  });

  it('keeps the last good picture, and no bad state, where losses stop being numbers', async () => {
    let heal: (() => void) | undefined;
    try {
      const { error, picture, kept } = await outcomeOf(request(), {}, () => (heal ??= breakSteps()));
      expect(String(error)).toMatch(/losses stopped being numbers/);
      expect(picture!.epoch).toBe(1); // A copy is made every two seconds, and so of the first epoch alone here.
      expect(new Set(pixels(picture!)).size).toBeGreaterThan(50);
      expect(kept.map(({ checkpoint }) => unpackCheckpoint(checkpoint).epochs)).toEqual([1]);
    } finally {
      heal?.();
    }
  });

  it('goes on where an intermediate cannot be encoded, and says so', async () => {
    let fails = true;
    const codec = {
      ...nodePlatform.codec,
      encodeLossy: (...args: Parameters<Platform['codec']['encodeLossy']>) =>
        fails && args[0].width > 0
          ? Promise.reject(new Error('no room'))
          : nodePlatform.codec.encodeLossy(...args),
    };
    const output = { type: 'jpeg', quality: 90 } as const;
    const { error, epochs, intermediates, troubles, picture } = await outcomeOf(
      request({}, { saveEvery: 3, output }),
      { codec },
    );
    fails = false;
    expect(error).toBeUndefined();
    expect(epochs).toHaveLength(7);
    expect(intermediates).toEqual([]);
    expect(troubles.map(({ message }) => message)).toContainEqual(
      'There is no intermediate of epoch 3: no room',
    );
    expect(picture!.epoch).toBe(7);
  });

  it('has the size worked at where it cannot be enlarged, and says so', async () => {
    let decodings = 0;
    const codec = {
      ...nodePlatform.codec,
      // The images of the run are decoded first; the content image a second time, at its own size, to enlarge along it.
      decode: (...args: Parameters<Platform['codec']['decode']>) =>
        ++decodings > 2
          ? Promise.reject(new RangeError('out of memory'))
          : nodePlatform.codec.decode(...args),
    };
    const { error, picture, troubles } = await outcomeOf(
      request({ size: 16, coarsestSize: 0, epochs: 2, outputSize: 'guided' }),
      { codec },
    );
    expect(error).toBeUndefined();
    expect(decode(picture!.bytes).width).toBe(16);
    expect(troubles.map(({ message }) => message).join()).toMatch(/could not be enlarged.*16 × 12 pixels/);
  });
});
