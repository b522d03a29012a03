import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { nodePlatform } from '../../scripts/lib/nodePlatform';
import type { ConvName } from '../../src/shared/model/vgg19Layout';
import { openDevice } from '../../webview/engine/device';
import { makeUntrained } from '../../webview/engine/untrained';
import { disposeNetwork, type Network } from '../../webview/engine/vgg19';
import { randomImage } from './objectiveSupport';

/** An untrained network on wasm for the tests of a file, each of which must leave as many tensors as it found. */
export function useUntrainedNetwork(deepest: ConvName = 'conv5_1'): () => Network {
  let network: Network;
  let atStart: number;
  beforeAll(async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const style = randomImage(32, 32, 99);
    network = makeUntrained(style, 5, deepest);
    style.dispose();
    atStart = tf.memory().numTensors;
  });
  afterEach(() => expect(tf.memory().numTensors).toBe(atStart));
  afterAll(() => disposeNetwork(network));
  return () => network;
}
