import * as tf from '@tensorflow/tfjs';
import { vgg19Convolutions, type ConvLayout } from '../../../src/shared/model/vgg19Layout';
import { pool } from '../../../webview/engine/network/pooling';
import { Random } from '../../../webview/engine/support/random';
import { tidy } from '../../../webview/engine/support/tidy';
import { startsBlock, type ConvWeights, type NetworkWeights } from '../../../webview/engine/network/vgg19';

/**
 * VGG-19's layout with random weights: a judge that no picture was optimised on, whose Gram matrices tell textures apart
 * all the same (Ustyuzhaninov et al., arXiv:1606.00021). Kernels are normal with He's standard deviation (arXiv:1502.01852)
 * and, beyond conv1_1, of mean 0; each layer is rescaled so that every channel has mean 0 and deviation 1 before its ReLU
 * on `image`.
 * @param image [1, height, width, 3] in working scale
 */
export function randomNetwork(image: tf.Tensor4D, seed: number): NetworkWeights {
  const random = new Random(seed);
  const convolutions: ConvWeights[] = [];
  let x = image.clone();
  for (const layout of vgg19Convolutions) {
    const kernel = randomKernel(layout, random);
    const [weights, activations] = tidy(() =>
      standardised(layout, kernel, startsBlock(layout.name) ? pool(x, 'average') : x),
    );
    tf.dispose([x, kernel]);
    convolutions.push(weights);
    x = activations;
  }
  x.dispose();
  return { convolutions };
}

/** Least variance of a channel that is rescaled: what a flatter channel has is rounding, which must not be amplified. */
const leastVariance = 1e-4;

function randomKernel({ name, inChannels, outChannels }: ConvLayout, random: Random): tf.Tensor4D {
  const fanIn = 9 * inChannels;
  const values = random.normals(fanIn * outChannels, Math.sqrt(2 / fanIn));
  return tf.tidy(() => {
    const kernel = tf.tensor4d(values, [3, 3, inChannels, outChannels]);
    return name === 'conv1_1' ? kernel : tf.sub(kernel, tf.mean(kernel, [0, 1, 2], true));
  });
}

function standardised(layout: ConvLayout, kernel: tf.Tensor4D, x: tf.Tensor4D): [ConvWeights, tf.Tensor4D] {
  const response = tf.conv2d(x, kernel, 1, 'same');
  const { mean, variance } = tf.moments(response, [0, 1, 2]);
  const deviation = tf.where(tf.greater(variance, leastVariance), tf.sqrt(variance), tf.onesLike(variance));
  const bias = tf.neg(tf.div<tf.Tensor1D>(mean, deviation));
  const weights: ConvWeights = { name: layout.name, kernel: tf.div(kernel, deviation), bias };
  return [weights, tf.relu(tf.add<tf.Tensor4D>(tf.div(response, deviation), bias))];
}
