import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { lossPlan, styleShare } from '../../../webview/engine/losses/lossPlan';
import { disposeScaleImages, type ScaleImages } from '../../../webview/engine/images/scaleImages';
import type { GramTarget } from '../../../webview/engine/losses/objective';
import { Random } from '../../../webview/engine/support/random';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import type { Network } from '../../../webview/engine/network/vgg19';
import { randomImage } from '../support/objectiveSupport';
import { useSmallNetwork } from '../support/smallNetwork';
import { explicitObjective, wholeTargets, stylizeHere } from '../support/onBackend';

const network = useSmallNetwork();

/** A ramp of colour with some noise, so that opposite edges differ plainly. */
function ramp(height: number, width: number): tf.Tensor4D {
  const random = new Random(3);
  const values = Float32Array.from(
    { length: height * width * 3 },
    (_, i) =>
      (Math.floor(i / 3) % width) / width - 0.5 + Math.floor(i / 3 / width) / height + 0.1 * random.normal(),
  );
  return tf.tensor4d(values, [1, height, width, 3]);
}

/** The values of a run's last image. */
async function run(
  input: RecipeInput,
  imagesAt: (side: number) => ScaleImages,
  side = 32,
): Promise<Float32Array> {
  const recipe = makeRecipe('balanced', { coarsestSize: 22, epochs: 4, ...input });
  let last: Float32Array | undefined;
  for await (const { losses, image } of stylizeHere({
    network: network(),
    side,
    imagesAt,
    recipe,
    plan: lossPlan('vgg19-uint8', recipe),
  })) {
    tf.dispose(Object.values(losses));
    last = (await image.data()) as Float32Array;
  }
  return last!;
}

const twoScales = (side: number): ScaleImages => ({
  content: ramp(side, side),
  styles: [{ image: randomImage(side, side, 7), weight: 1 }],
});

describe('a run', () => {
  it.each([{}, { initialImage: 'noise' }, { optimizer: 'lbfgs' }, { losses: 'seed' }])(
    'gives the same picture bit for bit every time, and another for another seed of noise: %o',
    async input => {
      const first = await run(input, twoScales);
      expect(await run(input, twoScales)).toEqual(first);
      if ('initialImage' in input) expect(await run({ ...input, seed: 1 }, twoScales)).not.toEqual(first);
    },
  );

  it('frees everything when it is stopped on any scale', async () => {
    const before = tf.memory().numTensors;
    for (const stopAt of [0, 3]) {
      const recipe = makeRecipe('balanced', { coarsestSize: 22, epochs: 4 });
      const inputs = {
        network: network(),
        side: 32,
        imagesAt: twoScales,
        recipe,
      };
      for await (const { index, losses } of stylizeHere({
        ...inputs,
        plan: lossPlan('vgg19-uint8', recipe),
      })) {
        tf.dispose(Object.values(losses));
        if (index === stopAt) break;
      }
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('keeps the content image at style strength 0 and leaves it at 1', async () => {
    const content = ramp(32, 32);
    const original = (await content.data()) as Float32Array;
    content.dispose();
    const change = (picture: Float32Array): number =>
      picture.reduce((sum, value, i) => sum + Math.abs(value - original[i]!), 0) / picture.length;
    const kept = await run({ styleStrength: 0, averaging: 0, coarsestSize: 0 }, twoScales);
    const painted = await run({ styleStrength: 1, averaging: 0, coarsestSize: 0 }, twoScales);
    // The change is not 0, since Adam makes steps of full length out of rounding errors.
    expect(change(kept)).toBeLessThan(0.5 * change(painted));
  });

  it('leaves no seam between opposite edges where edges wrap', async () => {
    const picture = await run(
      {
        styleStrength: 1,
        initialImage: 'noise',
        edges: 'wrap',
        epochs: 20,
        coarsestSize: 0,
        learningRate: 0.1,
      },
      smoothStyle,
    );
    for (const view of [picture, turned(picture)]) {
      expect(jump(view, 31) / mean([7, 13, 15, 21].map(x => jump(view, x)))).toBeLessThan(1.25);
    }
  });
});

describe('edges', () => {
  /** Relative difference of the gradient at a picture shifted cyclically by 16 pixels to the gradient shifted likewise. */
  async function dependenceOnPlace(edges: 'wrap' | 'replicate'): Promise<number> {
    const moved = (x: tf.Tensor4D): tf.Tensor4D =>
      tf.concat(
        [tf.slice4d(x, [0, 0, 16, 0], [1, 32, 16, 3]), tf.slice4d(x, [0, 0, 0, 0], [1, 32, 16, 3])],
        2,
      );
    const edged: Network = { ...network(), edges };
    const images = smoothStyle(32);
    const recipe = makeRecipe('texture', { variationWeight: 0.1 });
    const targets = await wholeTargets(edged, images, lossPlan('vgg19-uint8', recipe), recipe);
    const objective = explicitObjective(edged, targets);
    const dependence = tf.tidy(() => {
      const image = randomImage(32, 32, 8);
      const gradient = objective.evaluate(image).gradient;
      const difference = tf.sub(objective.evaluate(moved(image)).gradient, moved(gradient));
      return tf.div(tf.norm(difference), tf.norm(gradient)).dataSync()[0]!;
    });
    objective.dispose();
    disposeTargets(targets);
    disposeScaleImages(images);
    return dependence;
  }

  it('are nowhere where they wrap: a picture moved around has its gradient moved around', async () => {
    expect(await dependenceOnPlace('wrap')).toBeLessThan(1e-4);
    expect(await dependenceOnPlace('replicate')).toBeGreaterThan(0.01);
  });
});

/** Images of a run in a style of smooth stripes, in which a picture has small differences between neighbours. */
const smoothStyle = (side: number): ScaleImages => ({
  content: ramp(side, side),
  styles: [
    {
      image: tf.tidy(() =>
        tf.tensor4d(
          Float32Array.from({ length: side * side * 3 }, (_, i) =>
            Math.sin((Math.floor(i / 3) % side) * 0.4 + i),
          ),
          [1, side, side, 3],
        ),
      ),
      weight: 1,
    },
  ],
});

/** Mean difference between column `x` and the next, across the edge after the last; the picture is 32 x 32. */
function jump(picture: Float32Array, x: number): number {
  const at = (row: number, column: number, c: number): number => picture[(row * 32 + (column % 32)) * 3 + c]!;
  return mean(
    Array.from({ length: 32 * 3 }, (_, i) => {
      const [row, c] = [Math.floor(i / 3), i % 3];
      return Math.abs(at(row, x + 1, c) - at(row, x, c));
    }),
  );
}

/** The picture transposed. */
function turned(picture: Float32Array): Float32Array {
  return picture.map((_, i) => {
    const [pixel, c] = [Math.floor(i / 3), i % 3];
    return picture[((pixel % 32) * 32 + Math.floor(pixel / 32)) * 3 + c]!;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

describe('style ratio, where losses are relative', () => {
  it.each([
    [0.75, 1000, 0.75],
    [0.5, 3000, 0.75],
    [0.5, 0, 0],
    [0, 1e9, 0],
    [1, 10, 1],
  ])('at strength %d and ratio %d lets style weigh %d', (styleStrength, styleRatio, share) => {
    expect(styleShare(makeRecipe('balanced', { styleStrength, styleRatio }))).toBeCloseTo(share, 12);
  });

  it('multiplies the odds of style against content', async () => {
    const coefficients = async (styleRatio: number): Promise<readonly number[]> => {
      const recipe = makeRecipe('balanced', { styleRatio });
      const images = twoScales(32);
      const targets = await wholeTargets(network(), images, lossPlan('vgg19-uint8', recipe), recipe);
      disposeTargets(targets);
      disposeScaleImages(images);
      return [targets.style[2]!.coefficient, targets.content[0]!.coefficient];
    };
    const [[style, content], [moreStyle, lessContent]] = [await coefficients(1000), await coefficients(4000)];
    expect(moreStyle! / lessContent! / (style! / content!)).toBeCloseTo(4, 4);
  });
});

describe('targets', () => {
  const recipe = makeRecipe('balanced', { styleLoss: 'gram' });
  const plan = lossPlan('vgg19-uint8', recipe);

  async function grams(styles: ScaleImages['styles']): Promise<number[][]> {
    const content = ramp(32, 32);
    const targets = await wholeTargets(network(), { content, styles }, plan, recipe);
    const values = await Promise.all(
      targets.style.map(async target => [...(await (target as GramTarget).gram.data())]),
    );
    disposeTargets(targets);
    content.dispose();
    return values;
  }

  it('of several styles are the weighted mean of theirs, whatever their sizes', async () => {
    const [a, b] = [randomImage(32, 32, 1), randomImage(20, 44, 2)];
    const [first, second, both] = [
      await grams([{ image: a, weight: 1 }]),
      await grams([{ image: b, weight: 1 }]),
      await grams([
        { image: a, weight: 3 },
        { image: b, weight: 1 },
      ]),
    ];
    for (const [layer, values] of both.entries()) {
      for (const [i, value] of values.entries()) {
        const expected = 0.75 * first[layer]![i]! + 0.25 * second[layer]![i]!;
        expect(Math.abs(value - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
      }
    }
    tf.dispose([a, b]);
  });

  it('see nothing of what is transparent in a style image', async () => {
    const image = randomImage(32, 32, 1);
    const mask = tf.tidy(() =>
      tf.concat([tf.ones([1, 32, 16, 1]), tf.zeros([1, 32, 16, 1])], 2),
    ) as tf.Tensor4D;
    const left = tf.slice4d(image, [0, 0, 0, 0], [1, 32, 16, 3]);
    const halved = tf.tidy(() => tf.concat([left, tf.zerosLike(left)], 2)) as tf.Tensor4D;
    const [ofMasked, ofOther] = [
      (await grams([{ image: halved, mask, weight: 1 }]))[0]!,
      (await grams([{ image: left, weight: 1 }]))[0]!,
    ];
    // The two differ in the column beside the cut alone.
    const error = ofMasked.reduce((sum, value, i) => sum + Math.abs(value - ofOther[i]!), 0);
    expect(error / ofOther.reduce((sum, value) => sum + Math.abs(value), 0)).toBeLessThan(0.05);
    tf.dispose([image, mask, left, halved]);
  });
});
