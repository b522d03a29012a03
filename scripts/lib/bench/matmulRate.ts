import type { Rank } from '@tensorflow/tfjs';
import type { DeviceRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';

const side = 512;
const rounds = 5;

/**
 * Operations a second of the fastest plain matrix product on tfjs's current device: tfjs's own, or the engine's as measured
 * by calibration.
 */
export async function bestMatmulRate(rates: DeviceRates | undefined): Promise<number> {
  const tf = await import('@tensorflow/tfjs');
  const a = tf.randomNormal<Rank.R2>([side, side]);
  let best = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const product = tf.matMul(a, a);
    // A single number is read back, since reading the whole product would be timed too.
    const last = tf.slice(product, [side - 1, side - 1], [1, 1]);
    await last.data();
    best = Math.max(best, (2 * side ** 3) / ((performance.now() - start) / 1000));
    tf.dispose([product, last]);
  }
  a.dispose();
  const ours = rates?.products.map(({ operationsPerSecond }) => operationsPerSecond) ?? [];
  return Math.max(best, ...ours);
}
