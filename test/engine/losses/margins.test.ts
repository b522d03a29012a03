import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { makeRecipe, type Recipe } from '../../../src/shared/recipe/recipe';
import { lossPlan } from '../../../webview/engine/losses/lossPlan';
import { withMargins, withoutMargins } from '../../../webview/engine/losses/mirroredMargin';
import type { Objective } from '../../../webview/engine/losses/objective';
import { disposeScaleImages, type ScaleImages } from '../../../webview/engine/images/scaleImages';
import { scaleObjective } from '../../../webview/engine/method/scaleObjective';
import type { TileSize } from '../../../webview/engine/tiles/tileGrid';
import { networkFor } from '../../../webview/engine/network/vgg19';
import { randomImage, relativeL2 } from '../support/objectiveSupport';
import { useSmallNetwork } from '../support/smallNetwork';
import { backendHere, inFull, stylizeHere } from '../support/onBackend';

const network = useSmallNetwork();

describe('an image that goes on mirrored', () => {
  it.each([
    [40, 24],
    [5, 33],
    [1, 1],
  ])('has every pixel of %i x %i stand there, and each gathers its gradients', async (height, width) => {
    // A linear loss shows where each value went: its gradient is its weights, whatever the image.
    const weights = randomImage(height + 2 * Math.min(8, height), width + 2 * Math.min(8, width), 2);
    const zero = tf.scalar(0);
    const linear: Objective = {
      evaluate: image => ({
        losses: { style: tf.sum(tf.mul(image, weights)), content: zero.clone(), variation: zero.clone() },
        gradient: weights.clone(),
      }),
      dispose: () => undefined,
    };
    const objective = withoutMargins(linear);
    const image = randomImage(height, width, 3);
    const { losses, gradient } = objective.evaluate(image);
    expect(gradient.shape).toEqual(image.shape);
    const [loss] = await losses.style.data();
    const products = tf.mul(gradient, image);
    const along = tf.sum(products);
    expect((await along.data())[0]).toBeCloseTo(loss!, 2);
    tf.dispose([weights, zero, image, gradient, products, along, ...Object.values(losses)]);
  });

  it('takes masks and regions along, shared ones shared', () => {
    const region = tf.ones<tf.Rank.R4>([1, 20, 30, 1]);
    const images: ScaleImages = {
      content: randomImage(20, 30, 1),
      contentMask: tf.ones([1, 20, 30, 1]),
      styles: [1, 2].map(seed => ({ image: randomImage(9, 9, seed), weight: 1, region })),
    };
    const seen = withMargins(images);
    expect(seen.content.shape).toEqual([1, 36, 46, 3]);
    expect(seen.contentMask?.shape).toEqual([1, 36, 46, 1]);
    expect(seen.styles[0]!.region?.shape).toEqual([1, 36, 46, 1]);
    expect(seen.styles[1]!.region).toBe(seen.styles[0]!.region);
    disposeScaleImages(seen);
    expect(images.styles[0]!.image.isDisposed).toBe(false);
    disposeScaleImages(images);
  });
});

/** Images of a run that paints a flat grey picture in a rough style. */
function flatImages(height: number, width: number): ScaleImages {
  return {
    content: tf.fill([1, height, width, 3], 0.2),
    styles: [{ image: randomImage(40, 40, 7), weight: 1 }],
  };
}

/** Options that use no layer deeper than conv3_1, so that the field of view is narrow and small tiles suffice. */
const shallow = { contentLayer: 'conv2_2', styleWeight4: 0, styleWeight5: 0 } as const;

describe('edges that reflect', () => {
  /** Difference in colour between the two outermost rows and columns and the rest, summed over three channels. */
  async function frameOf(edges: Recipe['edges']): Promise<number> {
    const recipe = makeRecipe('balanced', {
      ...shallow,
      edges,
      epochs: 8,
      coarsestSize: 0,
      styleStrength: 0.9,
    });
    let frame: tf.Scalar | undefined;
    for await (const { losses, image } of stylizeHere({
      network: network(),
      side: 40,
      imagesAt: () => flatImages(40, 40),
      recipe,
      plan: lossPlan('vgg19-uint8', recipe),
    })) {
      tf.dispose(Object.values(losses));
      frame?.dispose();
      frame = tf.tidy(() => {
        const inner = tf.slice4d(image, [0, 2, 2, 0], [1, 36, 36, 3]);
        const rim = tf.div(tf.sub(tf.sum(image, [0, 1, 2]), tf.sum(inner, [0, 1, 2])), 40 ** 2 - 36 ** 2);
        return tf.sum<tf.Scalar>(tf.abs(tf.sub(rim, tf.mean(inner, [0, 1, 2]))));
      });
    }
    const [distance] = await frame!.data();
    frame!.dispose();
    return distance!;
  }

  it('leave no frame where replicated ones do', async () => {
    expect(await frameOf('reflect')).toBeLessThan(0.7 * (await frameOf('replicate')));
  });

  it('mean the same in tiles', async () => {
    const recipe = makeRecipe('balanced', { ...shallow, edges: 'reflect' });
    const images = flatImages(60, 100);
    const image = randomImage(60, 100, 1);
    const source = {
      backend: backendHere(),
      network: networkFor(recipe, network()),
      images,
      lossPlan: lossPlan('vgg19-uint8', recipe),
      recipe,
    };
    const [whole, tiled] = await Promise.all(
      [undefined, { tileSize: 80, halo: 32 }].map(tiles => gradientOf(source, tiles, image)),
    );
    expect(relativeL2(tiled!, whole!)).toBeLessThan(1e-3);
    disposeScaleImages(images);
    image.dispose();
  });
});

async function gradientOf(
  source: Parameters<typeof scaleObjective>[0],
  tiles: TileSize | undefined,
  image: tf.Tensor4D,
): Promise<Float32Array> {
  const objective = await scaleObjective(source, () => ({ tiles, program: inFull }));
  const { losses, gradient } = objective.evaluate(image);
  const values = (await gradient.data()) as Float32Array;
  tf.dispose([gradient, ...Object.values(losses)]);
  objective.dispose();
  return values;
}
