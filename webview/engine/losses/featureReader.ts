import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { tapActivations } from '../gradient/tapActivations';
import { channelSums, type FeatureSums } from './featureSums';
import { styleProducts } from '../backends/tensorKernels';
import type { Network } from '../network/vgg19';

type Masks = ReadonlyMap<ConvName, tf.Tensor4D>;

/**
 * A way to compute an image's features for the targets: at once, or in tiles. `Features` is how a layer's features are
 * kept. Run inside `tidily`.
 */
export interface Sight<Features = tf.Tensor4D> {
  /** The sums over each layer's features F, which are multiplied by the layer's mask where it has one. */
  sums(
    network: Network,
    image: tf.Tensor4D,
    layers: readonly ConvName[],
    masks: Masks,
  ): ReadonlyMap<ConvName, FeatureSums>;
  /**
   * A layer's features F, multiplied by the mask where there is one, which outlive the `tidily` around; and their sum of
   * squares.
   */
  features(
    network: Network,
    image: tf.Tensor4D,
    layer: ConvName,
    mask?: tf.Tensor4D,
  ): { readonly features: Features; readonly sumOfSquares: tf.Scalar };
}

/** Computes the features of the whole image at once. */
export const wholeSight: Sight = {
  sums(network, image, layers, masks) {
    const taps = tapActivations(network, image, new Set(layers));
    return new Map(layers.map(layer => [layer, featureSums(taps.get(layer)!, masks.get(layer))]));
  },

  features(network, image, layer, mask) {
    const features = tf.keep(masked(tapActivations(network, image, new Set([layer])).get(layer)!, mask));
    return { features, sumOfSquares: tf.sum(tf.square(features)) };
  },
};

/** @param activations the layer's, [1, height, width, channels], not yet multiplied by `mask` */
export function featureSums(activations: tf.Tensor4D, mask?: tf.Tensor4D): FeatureSums {
  const features = masked(activations, mask);
  return { gram: styleProducts().gramInParts(features), sum: channelSums(features, mask) };
}

function masked(activations: tf.Tensor4D, mask: tf.Tensor4D | undefined): tf.Tensor4D {
  return mask ? tf.mul(activations, mask) : activations;
}
