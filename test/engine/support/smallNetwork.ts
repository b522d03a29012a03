import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { vgg19Convolutions, type ConvName } from '../../../src/shared/model/vgg19Layout';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import { Random } from '../../../webview/engine/support/random';
import {
  disposeNetwork,
  poolingsBefore,
  type ConvWeights,
  type Network,
} from '../../../webview/engine/network/vgg19';

/** Channels of the blocks: multiples of 8, which the wasm kernels require, and no two alike. */
const blockChannels = [16, 24, 32, 40, 48] as const;

/** Layers without a head, like VGG-19's; the other layers' heads have fewer outputs than inputs, so that mix-ups show. */
const headless: readonly ConvName[] = ['conv1_1', 'conv1_2', 'conv3_1', 'conv4_1'];

/**
 * VGG-19's layers with seeded random weights and few channels, some with heads, for tests of the arithmetic, which does not
 * depend on trained weights.
 * @param last the deepest layer
 */
export function makeSmallNetwork(seed: number, last: ConvName = 'conv5_1'): Network {
  const random = new Random(seed);
  const end = vgg19Convolutions.findIndex(({ name }) => name === last) + 1;
  const convolutions = vgg19Convolutions.slice(0, end).map(({ name }, index): ConvWeights => {
    const inputs = index === 0 ? 3 : channelsOf(vgg19Convolutions[index - 1]!.name);
    const channels = channelsOf(name);
    // This deviation keeps activations as large from layer to layer (He et al., arXiv:1502.01852).
    const kernel = random.normals(9 * inputs * channels, Math.sqrt(2 / (9 * inputs)));
    const outputs = channels - 8;
    return {
      name,
      kernel: tf.tensor4d(kernel, [3, 3, inputs, channels]),
      bias: tf.tensor1d(random.normals(channels, 0.1)),
      ...(!headless.includes(name) && {
        head: tf.tensor2d(random.normals(channels * outputs, channels ** -0.5), [channels, outputs]),
      }),
    };
  });
  return { convolutions, edges: 'zero', pooling: 'average' };
}

function channelsOf(layer: ConvName): number {
  return blockChannels[poolingsBefore(layer)]!;
}

/** A small network on wasm for the tests of a file, each of which must leave as many tensors as it found. */
export function useSmallNetwork(deepest: ConvName = 'conv5_1'): () => Network {
  let network: Network;
  let atStart: number;
  beforeAll(async () => {
    await openDevice('wasm', nodePlatform.wasm);
    network = makeSmallNetwork(5, deepest);
    atStart = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(atStart));
  afterAll(() => disposeNetwork(network));
  return () => network;
}
