import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EpochLosses } from '../../src/shared/messages/epochReport';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import { createAutodiffObjective } from '../../webview/engine/reference/autodiffObjective';
import { lossPlan } from '../../webview/engine/losses/lossPlan';
import type { Evaluation } from '../../webview/engine/losses/objective';
import { disposeTargets } from '../../webview/engine/losses/targets';
import { disposeNetwork, features, type Network } from '../../webview/engine/network/vgg19';
import type { ConvName } from '../../src/shared/model/vgg19Layout';
import { relativeL2 } from '../engine/support/objectiveSupport';
import { openTestDevice, readFloats, readImage } from '../engine/support/support';
import { loadVgg19, shared } from './support';
import { explicitObjective, wholeTargets, stylizeHere } from '../engine/support/onBackend';

/** A run of the preset Seed as the original PyTorch code computes it; ../shared/docs/model.md says how it was made. */
interface Expected {
  readonly recipe: { epochs: number; styleRatio: number; variationWeight: number; learningRate: number };
  readonly contentActivationsAfterReLU: Readonly<
    Record<ConvName, { mean: number; std: number; first8: number[] }>
  >;
  readonly curve: readonly EpochLosses[];
}

const folder = join(shared, 'golden/seed-96');

function relative(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual - expected) / Math.abs(expected);
}

async function readLosses({ losses }: Pick<Evaluation, 'losses'>): Promise<EpochLosses> {
  const [style, content, variation] = await Promise.all(
    [losses.style, losses.content, losses.variation].map(async loss => (await loss.data())[0]!),
  );
  return { style: style!, content: content!, variation: variation!, total: style! + content! + variation! };
}

describe.skipIf(!existsSync(folder))('the golden case (needs ../shared/golden/seed-96)', () => {
  const expected = (): Expected =>
    JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  let network: Network;
  let content: tf.Tensor4D;
  let style: tf.Tensor4D;

  beforeAll(async () => {
    await openTestDevice('wasm');
    network = await loadVgg19();
    content = await readImage(join(folder, 'content.png'));
    style = await readImage(join(folder, 'style.png'));
  });

  afterAll(() => {
    disposeNetwork(network);
    tf.dispose([content, style]);
    expect(tf.memory().numTensors).toBe(0);
  });

  it('has the activations after every ReLU', async () => {
    const golden = Object.entries(expected().contentActivationsAfterReLU) as [
      ConvName,
      { mean: number; std: number; first8: number[] },
    ][];
    const taps = tf.tidy(() =>
      Object.fromEntries(features(network, content, new Set(golden.map(([name]) => name)))),
    );
    for (const [name, { mean, std, first8 }] of golden) {
      const values = (await taps[name]!.data()) as Float32Array;
      const actualMean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - actualMean) ** 2, 0) / values.length;
      expect(relative(actualMean, mean), name).toBeLessThan(1e-3);
      expect(relative(Math.sqrt(variance), std), name).toBeLessThan(1e-3);
      expect(relativeL2(values.slice(0, 8), first8), name).toBeLessThan(2e-3);
    }
    tf.dispose(taps);
  });

  for (const [name, createObjective] of [
    ['autodiff', createAutodiffObjective],
    ['explicit', explicitObjective],
  ] as const) {
    it(`has the first losses and gradient (${name})`, async () => {
      const { recipe, curve } = expected();
      const seed = makeRecipe('seed', recipe);
      const targets = await wholeTargets(
        network,
        { content, styles: [{ image: style, weight: 1 }] },
        lossPlan('vgg19-uint8', seed),
        seed,
      );
      const objective = createObjective(network, targets);
      const evaluation = objective.evaluate(content);
      const { style: styleLoss, variation, total } = await readLosses(evaluation);
      expect(relative(styleLoss, curve[0]!.style)).toBeLessThan(1e-3);
      expect(relative(variation, curve[0]!.variation)).toBeLessThan(1e-3);
      expect(relative(total, curve[0]!.total)).toBeLessThan(1e-3);
      const gradient = await evaluation.gradient.data();
      expect(relativeL2(gradient, readFloats(join(folder, 'gradient0.f32')))).toBeLessThan(1e-3);
      tf.dispose([evaluation.gradient, ...Object.values(evaluation.losses)]);
      objective.dispose();
      disposeTargets(targets);
    });
  }

  it('follows the loss curve for 60 epochs and ends at the same image', async () => {
    const { recipe, curve } = expected();
    const seed = makeRecipe('seed', recipe);
    const epochs = stylizeHere({
      network,
      side: 96,
      imagesAt: () => ({ content: content.clone(), styles: [{ image: style.clone(), weight: 1 }] }),
      plan: lossPlan('vgg19-uint8', seed),
      recipe: seed,
    });
    let tensorsAtFive = 0;
    let final: Float32Array | undefined;
    for await (const { index, losses, image } of epochs) {
      const actual = await readLosses({ losses });
      tf.dispose(Object.values(losses));
      for (const term of ['style', 'content', 'variation', 'total'] as const) {
        // The content loss starts at rounding error, where only its smallness is checked.
        if (curve[index]![term] < 1e-6) expect(actual[term]).toBeLessThan(1e-6);
        else
          expect(relative(actual[term], curve[index]![term]), `${term} at epoch ${index}`).toBeLessThan(0.02);
      }
      if (index === 5) tensorsAtFive = tf.memory().numTensors;
      if (index === 50) expect(tf.memory().numTensors).toBe(tensorsAtFive);
      if (index === recipe.epochs - 1) final = (await image.data()) as Float32Array;
    }
    const deviation = [123.68, 116.779, 103.939];
    const unit = final!.map((value, i) => (value * 57.375 + deviation[i % 3]!) / 255);
    expect(relativeL2(unit, readFloats(join(folder, 'final.f32')))).toBeLessThan(0.01);
  });
});
