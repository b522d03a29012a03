import type * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { edgesAt, startsBlock, type Network } from '../network/vgg19';
import type { TensorKernels } from './kernelSet';

/**
 * What losses see at some layers, computed no deeper than needed. Every activation that is not asked for is freed as soon as
 * the next layer has read it, where the differentiable `features` (vgg19.ts) holds three arrays a layer to the end.
 * @param image [1, height, width, 3], working scale
 */
export function tapActivations(
  kernels: TensorKernels,
  network: Network,
  image: tf.Tensor4D,
  layers: ReadonlySet<ConvName>,
): Map<ConvName, tf.Tensor4D> {
  const taps = new Map<ConvName, tf.Tensor4D>();
  let x = image.clone();
  for (const weights of network.convolutions) {
    if (taps.size === layers.size) break;
    if (startsBlock(weights.name)) x = replace(x, kernels.pool(x, network.pooling));
    const convolution = kernels.convolution(weights, edgesAt(weights.name, network));
    x = replace(x, convolution.forward(x));
    convolution.dispose();
    if (layers.has(weights.name)) {
      taps.set(weights.name, weights.head ? kernels.project(x, weights.head) : x.clone());
    }
  }
  x.dispose();
  return taps;
}

function replace(old: tf.Tensor4D, next: tf.Tensor4D): tf.Tensor4D {
  old.dispose();
  return next;
}
