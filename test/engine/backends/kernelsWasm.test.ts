import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels } from '../../../scripts/lib/node/wasmKernels';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { readFile } from 'node:fs/promises';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Edges } from '../../../webview/engine/network/edges';
import { stockKernels } from '../../../webview/engine/backends/tensor/stockKernels';
import { kernelsAlone } from '../../../webview/engine/backends/wasm/kernelTeam';
import { wasmKernels } from '../../../webview/engine/backends/wasm/wasmKernels';
import { Random } from '../../../webview/engine/support/random';
import { gramLoss, relativeL2 } from '../support/objectiveSupport';

const own = wasmKernels(kernelsAlone()!);

function random(seed: number, ...shape: [number, number, number, number]): tf.Tensor4D {
  const length = shape.reduce((a, b) => a * b, 1);
  return tf.tensor4d(new Random(seed).normals(length), shape);
}

function expectEqual(actual: tf.Tensor, expected: tf.Tensor, bound = 1e-5): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(relativeL2(actual.dataSync<'float32'>(), expected.dataSync<'float32'>())).toBeLessThan(bound);
}

beforeAll(async () => {
  await openDevice('wasm', nodePlatform.wasm);
});

describe('our wasm kernels', () => {
  it('are compiled from their source', async () => {
    const committed = await readFile(
      new URL('../../../webview/engine/backends/wasm/binaries.ts', import.meta.url),
      'utf8',
    );
    expect(committed).toBe(await compileKernels());
  });

  describe.each<Edges>(['zero', 'wrap'])('convolve with edges %s', edges => {
    // The sizes have whole tiles, incomplete tiles, one row of tiles, and more than one band.
    it.each<[number, number, number, number]>([
      [16, 12, 8, 8],
      [13, 18, 24, 16],
      [3, 60, 64, 8],
      [61, 3, 8, 64],
      [90, 230, 16, 24],
    ])('%i x %i, %i to %i channels, as tfjs does', (height, width, depth, outputs) => {
      const weights = {
        name: 'conv2_1' as const,
        kernel: random(1, 3, 3, depth, outputs),
        bias: tf.tensor1d(new Random(2).normals(outputs)),
      };
      const x = random(3, 1, height, width, depth);
      const gradient = random(4, 1, height, width, outputs);
      const layers = [own, stockKernels].map(kernels => kernels.convolution(weights, edges));
      const [forward, stockForward] = layers.map(layer => layer.forward(x)) as [tf.Tensor4D, tf.Tensor4D];
      expectEqual(forward, stockForward);
      for (const gated of [true, false]) {
        // Each layer gets a tensor of its own, since `inputGradient` disposes of it.
        const gate = () => (gated ? { activation: x, own: random(5, 1, height, width, depth) } : {});
        const [down, stockDown] = layers.map(layer => layer.inputGradient(gradient, gate())) as [
          tf.Tensor4D,
          tf.Tensor4D,
        ];
        expectEqual(down, stockDown);
      }
    });
  });

  it.each<[number, number]>([
    [16, 20],
    [17, 21],
    [1, 9],
    [9, 1],
    [1, 1],
    // This size has several bands, the last of them incomplete.
    [67, 130],
  ])('spread the gradient of pooling %i x %i as tfjs does', (height, width) => {
    const activation = random(1, 1, height, width, 8);
    const { shape } = own.pool(activation, 'average');
    const gradient = random(2, ...shape);
    for (const pooling of ['average', 'scaledAverage', 'max', 'l2'] as const) {
      const pooled = [own, stockKernels].map(kernels =>
        kernels.poolGradient(gradient, pooling, { activation, own: random(3, 1, height, width, 8) }),
      ) as [tf.Tensor4D, tf.Tensor4D];
      expectEqual(pooled[0], pooled[1]);
    }
  });

  it.each([1, 6, 300, 1031])('find the style loss of %i pixels as tfjs does', pixels => {
    const x = random(1, 1, pixels, 1, 24);
    const gram = tf.tensor2d(new Random(2).normals(24 * 24), [24, 24]);
    const target = {
      layer: 'conv1_1' as const,
      gram: tf.add<tf.Tensor2D>(gram, gram.transpose()),
      coefficient: 0.5,
      ...gramLoss,
    };
    const [term, stockTerm] = [own, stockKernels].map(kernels => kernels.styleTerm(target)(x)) as [
      { loss: tf.Scalar; gradient: tf.Tensor4D },
      { loss: tf.Scalar; gradient: tf.Tensor4D },
    ];
    expectEqual(term.loss, stockTerm.loss);
    expectEqual(term.gradient, stockTerm.gradient);
  });

  it('leave nothing behind but what was asked for', () => {
    const before = tf.memory().numTensors;
    const kernel = random(1, 3, 3, 8, 8);
    const layer = own.convolution({ name: 'conv2_1', kernel, bias: tf.zeros([8]) }, 'zero');
    const x = random(2, 1, 20, 20, 8);
    const held = [layer.forward(x), layer.inputGradient(x, { activation: x, own: random(3, 1, 20, 20, 8) })];
    layer.dispose();
    // The test itself holds kernel, bias and x besides the results.
    expect(tf.memory().numTensors - before).toBe(3 + held.length);
  });
});
