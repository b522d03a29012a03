import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import { randomImage, randomTargets } from '../support/objectiveSupport';
import { makeSmallNetwork } from '../support/smallNetwork';
import { backendHere, explicitObjective, descentFor } from '../support/onBackend';

describe('a long run (wasm)', () => {
  it('holds as much after 1,000 epochs as after 10', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const image = randomImage(8, 8, 1);
    const network = makeSmallNetwork(5, 'conv1_2');
    const targets = await randomTargets(network, [8, 8], { style: ['conv1_1'], content: ['conv1_2'] });
    const objective = explicitObjective(network, targets);
    const descent = descentFor(makeRecipe('balanced'));
    descent.start(image);
    const { account } = backendHere();
    const heldAfter = (epochs: number): readonly number[] => {
      for (let epoch = 0; epoch < epochs; epoch++) {
        const { losses, gradient } = objective.evaluate(descent.image);
        descent.step(gradient);
        tf.dispose(Object.values(losses));
      }
      const { numTensors, numBytes } = tf.memory();
      return [numTensors, numBytes, account.bytes];
    };
    const early = heldAfter(10);
    expect(heldAfter(990)).toEqual(early);
    objective.dispose();
    descent.dispose();
  });
});
