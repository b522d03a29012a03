import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import type { ModelLabel } from '../../../src/shared/messages/output';
import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { scalesOf } from '../../../src/shared/recipe/scales';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import { programShapes } from '../../../webview/engine/gradient/programShapes';
import { lossPlan } from '../../../webview/engine/losses/lossPlan';
import type { TargetShapes } from '../../../webview/engine/losses/objective';
import { Pyramid, type StyleSource } from '../../../webview/engine/images/pyramid';
import { Random } from '../../../webview/engine/support/random';
import type { RgbaImage } from '../../../webview/engine/images/resample';
import { disposeScaleImages } from '../../../webview/engine/images/scaleImages';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { networkShapes } from '../../../webview/engine/network/networkShapes';
import { disposeNetwork, networkFor, type NetworkWeights } from '../../../webview/engine/network/vgg19';
import { wholeTargets } from '../support/onBackend';

function picture(width: number, height: number, seed: number, alpha = 255): RgbaImage {
  const random = new Random(seed);
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
    i % 4 === 3 ? alpha : 255 * random.uniform(),
  );
  return { width, height, data };
}

const opaque: StyleSource[] = [{ image: picture(30, 20, 2), weight: 1 }];
const region = picture(33, 21, 5);
const inRegions: StyleSource[] = [
  { image: picture(30, 20, 2), weight: 1, region },
  { image: picture(9, 14, 3, 99), weight: 2, region },
  { image: picture(12, 12, 4), weight: 1, region: picture(33, 21, 6) },
];

/** Everything of the targets that the recording of a program depends on. */
function shapesOf({ style, content }: TargetShapes): unknown {
  return {
    style: style.map(({ layer, mask, distance, ...target }) => [
      layer,
      target.loss === 'wasserstein' ? [target.mean.shape, target.root.shape] : target.gram.shape,
      mask?.shape,
      distance,
    ]),
    content: content.map(({ layer, features, mask, distance }) => [
      layer,
      features.shape,
      mask?.shape,
      distance,
    ]),
  };
}

/** A model's layers with meaningless weights, for a test of their shapes. */
function zeros(model: ModelLabel): NetworkWeights {
  const { convolutions } = networkShapes(model);
  return {
    convolutions: convolutions.map(({ name, kernel, bias, head }) => ({
      name,
      kernel: tf.zeros(kernel.shape),
      bias: tf.ones(bias.shape),
      ...(head && { head: tf.ones<tf.Rank.R2>(head.shape) }),
    })),
  };
}

describe.each(['pocket', 'vgg19-uint8'] as const)('shapes known ahead of %s', model => {
  beforeAll(() => openDevice('wasm', nodePlatform.wasm));

  it.each<[string, RgbaImage, StyleSource[], RecipeInput]>([
    ['the seed’s recipe', picture(33, 21, 1), opaque, {}],
    ['relative losses over scales, transparent', picture(33, 21, 1, 80), opaque, { losses: 'relative' }],
    ['another style loss', picture(33, 21, 1), opaque, { styleLoss: 'wasserstein' }],
    ['style alone', picture(33, 21, 1), opaque, { losses: 'relative', styleStrength: 1 }],
    ['regions, larger strokes, tiling', picture(33, 21, 1), inRegions, { edges: 'wrap', strokeSize: 2 }],
  ])('are those of the images and targets that are made: %s', async (_, content, styles, input) => {
    const recipe = makeRecipe('seed', { size: 33, coarsestSize: 16, epochs: 9, ...input });
    const network = networkFor(recipe, zeros(model));
    const options = { size: recipe.size, strokeSize: recipe.strokeSize, seamless: recipe.edges === 'wrap' };
    const pyramid = new Pyramid(content, styles, options);
    for (const { side } of scalesOf(recipe, pyramid.side)) {
      const images = pyramid.at(side);
      const ahead = pyramid.shapesAt(side);
      const sizes = (x: object): unknown =>
        JSON.parse(JSON.stringify(x, (_key, value: unknown) => (isTensor(value) ? value.shape : value)));
      expect(sizes(ahead)).toEqual(sizes(images));
      const targets = await wholeTargets(network, images, lossPlan(model, recipe), recipe);
      expect(shapesOf(programShapes(model, recipe, ahead).targets)).toEqual(shapesOf(targets));
      disposeTargets(targets);
      disposeScaleImages(images);
    }
    disposeNetwork(network);
    expect(tf.memory().numTensors).toBe(0);
  });
});

function isTensor(value: unknown): value is { readonly shape: readonly number[] } {
  return typeof value === 'object' && value !== null && 'shape' in value;
}
