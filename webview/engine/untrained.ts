import * as tf from '@tensorflow/tfjs';
import { vgg19Convolutions, type ConvLayout, type ConvName } from '../../src/shared/model/vgg19Layout';
import { pool } from './pooling';
import { Random } from './random';
import { tidily } from './tidily';
import { startsBlock, type ConvWeights, type Network } from './vgg19';

/**
 * VGG-19's architecture with random weights, for when the trained ones cannot be had: its Gram matrices carry colour and
 * texture, not brush strokes (compare Ustyuzhaninov et al., arXiv:1606.00021). Kernels are normal with He deviation, without
 * a mean beyond conv1_1; each layer is rescaled on the style image so that every channel's activation before the ReLU has
 * mean 0 and deviation 1, which stands in for what training does to a network's scale.
 * @param style [1, height, width, 3] in working scale
 * @param last the deepest layer that is wanted
 */
export function makeUntrained(style: tf.Tensor4D, seed: number, last: ConvName): Network {
  const random = new Random(seed);
  const convolutions: ConvWeights[] = [];
  let x = style.clone();
  for (const layout of vgg19Convolutions) {
    const kernel = randomKernel(layout, random);
    const [weights, activations] = tidily(() => {
      const input = startsBlock(layout.name) ? pool(x, 'average') : x;
      return standardised(layout, kernel, input);
    });
    tf.dispose([x, kernel]);
    convolutions.push(weights);
    x = activations;
    if (layout.name === last) break;
  }
  x.dispose();
  return { convolutions };
}

const leastVariance = 1e-4;

/** He et al., arXiv:1502.01852: deviation sqrt(2 / fan-in). */
function randomKernel({ name, inChannels, outChannels }: ConvLayout, random: Random): tf.Tensor4D {
  const fanIn = 9 * inChannels;
  const values = random.normals(fanIn * outChannels, Math.sqrt(2 / fanIn));
  return tidily(() => {
    const kernel = tf.tensor4d(values, [3, 3, inChannels, outChannels]);
    return name === 'conv1_1' ? kernel : tf.sub(kernel, tf.mean(kernel, [0, 1, 2], true));
  });
}

function standardised(layout: ConvLayout, kernel: tf.Tensor4D, x: tf.Tensor4D): [ConvWeights, tf.Tensor4D] {
  const response = tf.conv2d(x, kernel, 1, 'same');
  const { mean, variance } = tf.moments(response, [0, 1, 2]);
  // A channel that is flat on this image keeps its size: what is left of it is rounding, not to be blown up.
  const deviation = tf.where(tf.greater(variance, leastVariance), tf.sqrt(variance), tf.onesLike(variance));
  const bias = tf.neg(tf.div<tf.Tensor1D>(mean, deviation));
  const weights: ConvWeights = { name: layout.name, kernel: tf.div(kernel, deviation), bias };
  return [weights, tf.relu(tf.add<tf.Tensor4D>(tf.div(response, deviation), bias))];
}
