import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { vgg19Convolutions, type ConvName } from '../../../src/shared/model/vgg19Layout';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { createAutodiffObjective } from '../../../webview/engine/reference/autodiffObjective';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import { lossPlan } from '../../../webview/engine/losses/lossPlan';
import { disposeScaleImages } from '../../../webview/engine/images/scaleImages';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { pool, type Pooling } from '../../../webview/engine/network/pooling';
import { Random } from '../../../webview/engine/support/random';
import { stockKernels } from '../../../webview/engine/backends/tensor/stockKernels';
import { disposeNetwork, type Network } from '../../../webview/engine/network/vgg19';
import {
  gatysTaps,
  numbers,
  randomImage,
  randomTargets,
  relativeL2,
  type Taps,
} from '../support/objectiveSupport';
import { bound, expectSameAsAutodiff } from '../support/sameAsAutodiff';
import { makeSmallNetwork } from '../support/smallNetwork';
import { explicitObjective, wholeTargets } from '../support/onBackend';

const allLayers = vgg19Convolutions.map(({ name }) => name);
const sizes: [number, number][] = [
  [32, 32],
  [37, 21],
  [17, 50],
  [1, 40],
  [33, 1],
  [2, 3],
  [1, 1],
];

describe('the explicit program on wasm', () => {
  let network: Network;
  beforeAll(async () => {
    await openDevice('wasm', nodePlatform.wasm);
    network = makeSmallNetwork(5, 'conv5_1');
  });
  afterAll(() => disposeNetwork(network));

  it.each(sizes)('equals autodiff at %i x %i', async (height, width) => {
    await expectSameAsAutodiff(network, [height, width], gatysTaps);
  });

  it.each(allLayers)('equals autodiff with a style and a content loss at %s', async layer => {
    await expectSameAsAutodiff(network, [19, 18], { style: [layer], content: [layer] });
  });

  it.each<[string, readonly ConvName[], readonly ConvName[]]>([
    ['style alone', ['conv2_2', 'conv3_1'], []],
    ['content alone', [], ['conv3_3']],
    ['two styles at a layer', ['conv2_1', 'conv2_1'], ['conv1_2']],
    ['every layer', allLayers, allLayers],
    ['none', [], []],
  ])('equals autodiff with %s', async (_, style, content) => {
    await expectSameAsAutodiff(network, [18, 21], { style, content });
  });

  it('equals autodiff with masks, two regions at every layer', async () => {
    const [height, width] = [19, 34];
    const region = (left: number): tf.Tensor4D =>
      tf.tidy(() =>
        tf
          .sigmoid(tf.mul(tf.add(tf.range(0, width), -left), 0.3))
          .reshape([1, 1, width, 1])
          .tile([1, height, 1, 1]),
      );
    const images = {
      content: randomImage(height, width, 1),
      contentMask: region(8),
      styles: [
        { image: randomImage(20, 17, 2), weight: 2, region: region(20) },
        { image: randomImage(24, 30, 3), weight: 1, region: region(11) },
      ],
    };
    const recipe = makeRecipe('balanced');
    const targets = await wholeTargets(network, images, lossPlan('vgg19-uint8', recipe), recipe);
    expect(targets.style.length).toBe(10);
    const image = randomImage(height, width, 4);
    const reference = await numbers(createAutodiffObjective(network, targets), image);
    const explicit = await numbers(explicitObjective(network, targets), image);
    expect(relativeL2(explicit.losses, reference.losses)).toBeLessThan(bound);
    expect(relativeL2(explicit.gradient, reference.gradient)).toBeLessThan(bound);
    disposeTargets(targets);
    disposeScaleImages(images);
    image.dispose();
  });

  it.each<[number, Taps]>([
    [1, gatysTaps],
    [2, gatysTaps],
    [4, gatysTaps],
    [9, gatysTaps],
    [4, { style: allLayers, content: allLayers }],
    [2, { style: ['conv2_2'], content: ['conv3_3'] }],
    [1, { style: ['conv1_2'], content: [] }],
    [1, { style: [], content: [] }],
  ])(
    'gives the same to the last bit where %i blocks are recomputed, and holds no more',
    async (blocks, taps) => {
      const image = randomImage(37, 26, 2);
      const targets = await randomTargets(network, [37, 26], taps);
      const kept = await numbers(explicitObjective(network, targets), image);
      const before = tf.memory().numTensors;
      const recomputed = await numbers(explicitObjective(network, targets, 'f32', blocks), image);
      expect(tf.memory().numTensors).toBe(before);
      disposeTargets(targets);
      image.dispose();
      expect(recomputed).toEqual(kept);
    },
  );

  it.each(['zero', 'replicate', 'wrap'] as const)('equals autodiff on norms with edges %s', async edges => {
    const few = sizes.filter(([height, width]) => height * width < 1000);
    for (const size of few) await expectSameAsAutodiff({ ...network, edges }, size, gatysTaps, 'norm');
  });
});

describe.each(['scaledAverage', 'max', 'l2'] as const)('pooling %s (wasm)', pooling => {
  let network: Network;
  beforeAll(async () => {
    await openDevice('wasm', nodePlatform.wasm);
    network = { ...makeSmallNetwork(12, 'conv3_1'), pooling };
  });
  afterAll(() => disposeNetwork(network));

  it.each(sizes)('equals autodiff at %i x %i', async (height, width) => {
    await expectSameAsAutodiff(network, [height, width], {
      style: ['conv1_2', 'conv3_1'],
      content: ['conv2_2'],
    });
  });
});

function randomLike(x: tf.Tensor4D): tf.Tensor4D {
  return tf.tensor4d(new Random(1).normals(x.size), x.shape);
}

describe('pool', () => {
  beforeAll(() => openDevice('wasm', nodePlatform.wasm));

  /** Pooled values of a 3 x 4 image of one channel, and the gradient of their sum weighted by 1 and 10. */
  function pooled(values: readonly number[], pooling: Pooling): number[][] {
    return tf.tidy(() => {
      const x = tf.tensor4d([...values], [1, 3, 4, 1]);
      const gradient = tf.grad(x => tf.sum(tf.mul(pool(x as tf.Tensor4D, pooling), [[[1], [10]]])));
      return [pool(x, pooling), gradient(x)].map(result => [...result.dataSync()]);
    });
  }

  it('takes the maximum, whose gradient goes to the first of equal ones; an odd last row goes nowhere', () => {
    const [values, gradient] = pooled([1, 2, 5, 5, 2, 0, 5, 5, 9, 9, 9, 9], 'max');
    expect(values).toEqual([2, 5]);
    expect(gradient).toEqual([0, 1, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each(['scaledAverage', 'max', 'l2'] as const)('%s hands its gradient down as autodiff says', pooling => {
    for (const [height, width] of [
      [7, 8],
      [1, 5],
      [6, 1],
    ] as const) {
      // The values are few whole numbers, so that many neighbours are equal.
      const random = new Random(height);
      const values = Float32Array.from({ length: height * width * 4 }, () =>
        Math.floor(4 * random.uniform()),
      );
      const distance = tf.tidy(() => {
        const activation = tf.tensor4d(values, [1, height, width, 4]);
        const gradient = randomLike(pool(activation, pooling));
        const expected = tf.grad(x => pool(x as tf.Tensor4D, pooling))(activation, gradient);
        const gated = tf.mul(expected, tf.step(activation));
        const found = stockKernels.poolGradient(gradient, pooling, { activation });
        return tf.max(tf.abs(tf.sub(found, gated))).dataSync()[0]!;
      });
      expect(distance).toBeLessThan(1e-5);
    }
  });

  it("has the peers' scales", () => {
    const image = [1, 2, 0, 0, 4, 2, 0, 0, 9, 9, 9, 9];
    expect(pooled(image, 'average')[0]).toEqual([2.25, 0]);
    expect(pooled(image, 'scaledAverage')[0]).toEqual([4.5, 0]);
    const [values, gradient] = pooled(image, 'l2');
    expect(values![0]).toBeCloseTo(0.78 * 5, 5);
    expect(gradient![4]).toBeCloseTo((0.78 * 4) / 5, 5);
    expect(values![1]).toBeCloseTo(0, 10);
    expect(gradient!.slice(2, 4)).toEqual([0, 0]);
  });
});
