import type { Rank } from '@tensorflow/tfjs';
import { vgg19Convolutions } from '../../../src/shared/model/vgg19Layout';
import { Random } from '../../../webview/engine/support/random';
import { half, startsBlock, type NetworkWeights } from '../../../webview/engine/network/vgg19';

/** Operations (multiplications and additions) of an epoch's convolutions, forward and input gradient: 1.44e6 a pixel. */
export function operationsOf(height: number, width: number): number {
  let operations = 0;
  let size = [height, width];
  for (const { name, inChannels, outChannels } of vgg19Convolutions) {
    if (startsBlock(name)) size = size.map(half);
    operations += 2 * 18 * inChannels * outChannels * size[0]! * size[1]!;
  }
  return operations;
}

/** VGG-19 with random weights, which take as long as trained ones. tfjs must have its device already. */
export async function randomNetwork(): Promise<NetworkWeights> {
  const tf = await import('@tensorflow/tfjs');
  const random = new Random(1);
  return {
    convolutions: vgg19Convolutions.map(({ name, inChannels, outChannels }) => {
      const fanIn = 9 * inChannels;
      // Weights are uniform with He's standard deviation, which is faster to draw than normal ones.
      const bound = Math.sqrt(6 / fanIn);
      const values = Float32Array.from(
        { length: fanIn * outChannels },
        () => (2 * random.uniform() - 1) * bound,
      );
      return {
        name,
        kernel: tf.tensor4d(values, [3, 3, inChannels, outChannels]),
        bias: tf.zeros<Rank.R1>([outChannels]),
      };
    }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
