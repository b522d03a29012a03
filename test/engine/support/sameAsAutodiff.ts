import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { createAutodiffObjective } from '../../../webview/engine/reference/autodiffObjective';
import type { Distance } from '../../../webview/engine/losses/objective';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import type { Network } from '../../../webview/engine/network/vgg19';
import { byNorms, numbers, randomImage, randomTargets, relativeL2, type Taps } from './objectiveSupport';
import { explicitObjective } from './onBackend';

export const bound = 1e-4;
/** Least loss compared by its relative error: a smaller one is rounding, as at 1 x 1 pixel, where all comes from biases. */
const rounding = 1e-7;

/** Compares the explicit program on the current backend with the reference: losses, gradient, and tensors left. */
export async function expectSameAsAutodiff(
  network: Network,
  size: readonly [number, number],
  taps: Taps,
  distance?: Distance,
): Promise<void> {
  // This seed has no activation so close to 0 that rounding decides about its ReLU, where the gradient jumps.
  const image = randomImage(...size, 2);
  const squared = await randomTargets(network, size, taps);
  const targets = distance === 'norm' ? byNorms(squared) : squared;
  const before = tf.memory().numTensors;
  const reference = await numbers(createAutodiffObjective(network, targets), image);
  const explicit = await numbers(explicitObjective(network, targets), image);
  expect(tf.memory().numTensors).toBe(before);
  disposeTargets(targets);
  image.dispose();

  for (const [index, loss] of reference.losses.entries()) {
    expect(Math.abs(explicit.losses[index]! - loss)).toBeLessThanOrEqual(bound * Math.abs(loss) + rounding);
  }
  expect(relativeL2(explicit.gradient, reference.gradient)).toBeLessThan(bound);
}
