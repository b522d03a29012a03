import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import type { Backend } from '../../../webview/engine/backends/backend';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Objective } from '../../../webview/engine/losses/objective';
import { DecodedAhead } from '../../../webview/engine/images/decodedAhead';
import { NetworkStore } from '../../../webview/engine/network/networkStore';
import { Run } from '../../../webview/engine/run/run';
import type { RunStart } from '../../../webview/engine/stylizer';
import { encodedImage } from '../../fixtures/images';

/** Losses of which the style's is beyond all numbers from the third evaluation on, as where float16 cannot hold it. */
function overflowing({ evaluate, dispose }: Objective): Objective {
  let evaluations = 0;
  return {
    evaluate: image => {
      const evaluation = evaluate(image);
      if (++evaluations < 3) return evaluation;
      evaluation.losses.style.dispose();
      return { ...evaluation, losses: { ...evaluation.losses, style: tf.scalar(Infinity) } };
    },
    dispose,
  };
}

// A GPU with shader-f16 is rare where tests run, so that wasm stands in for one whose float16 overflows;
// halfPrecision.test.ts has the same of a real one.
it('goes on in float32, once, where float16 cannot hold the losses, and holds nothing afterwards', async () => {
  const device = await openDevice('wasm', nodePlatform.wasm);
  const precisions: (string | undefined)[] = [];
  const objective: Backend['objective'] = (network, targets, options) => {
    precisions.push(options?.precision);
    const real = device.backend.objective(network, targets, options);
    return options?.precision === 'f16' ? overflowing(real) : real;
  };
  const backend = Object.create(device.backend, { objective: { value: objective } }) as Backend;
  const networks = new NetworkStore();
  const decoded = new DecodedAhead(nodePlatform.codec);
  const [starts, epochs]: [RunStart[], number[]] = [[], []];
  const run = new Run(
    { ...nodePlatform, device: { ...device, float16Refusal: undefined, backend }, networks, decoded },
    {
      content: { name: 'content.png', bytes: await encodedImage('png', 20, 16) },
      styles: [{ image: { name: 'style.png', bytes: await encodedImage('png', 16, 16) }, weight: 1 }],
      recipe: makeRecipe('balanced', { size: 20, coarsestSize: 0, epochs: 8, precision: 'f16' }),
      model: pocketModel(),
      output: { type: 'png', quality: 92 },
      saveEvery: 1, // every epoch is reported by itself
    },
    {
      phase: () => undefined,
      started: start => starts.push(start),
      epochs: reports => epochs.push(...reports.map(({ epoch }) => epoch)),
      intermediate: () => undefined,
    },
  );
  expect((await run.finished).epochs).toBe(8);
  await run.dispose();
  networks.dispose();
  expect(precisions).toEqual(['f16', 'f32']);
  expect(starts.map(({ precision }) => precision)).toEqual(['f16', 'f32']);
  expect(starts[1]!.precisionNote).toMatch(/at epoch 2/);
  expect(epochs).toEqual([0, 1, 3, 4, 5, 6, 7]);
  expect(tf.memory().numTensors).toBe(0);
});
