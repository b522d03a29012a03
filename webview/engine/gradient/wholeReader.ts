import * as tf from '@tensorflow/tfjs';
import type { FeatureReader } from '../losses/featureReader';
import { channelSums, type FeatureSums } from '../losses/featureSums';
import type { StyleProducts } from '../losses/products';
import type { TensorKernels } from './kernelSet';
import { tapActivations } from './tapActivations';

/** The kernels and products with which features are computed for the targets. */
export interface FeatureKernels {
  readonly kernels: TensorKernels;
  readonly products: StyleProducts;
}

/** Computes the features of whole images at once. */
export function wholeReader({ kernels, products }: FeatureKernels): FeatureReader {
  return {
    sums(network, image, layers, masks) {
      const taps = tapActivations(kernels, network, image, new Set(layers));
      return new Map(layers.map(layer => [layer, featureSums(products, taps.get(layer)!, masks.get(layer))]));
    },

    features(network, image, layer, mask) {
      const taps = tapActivations(kernels, network, image, new Set([layer]));
      const features = tf.keep(masked(taps.get(layer)!, mask));
      return { features, sumOfSquares: tf.sum(tf.square(features)) };
    },
  };
}

/** @param activations the layer's, [1, height, width, channels], not yet multiplied by `mask` */
export function featureSums(
  products: StyleProducts,
  activations: tf.Tensor4D,
  mask?: tf.Tensor4D,
): FeatureSums {
  const features = masked(activations, mask);
  return { gram: products.gramInParts(features), sum: channelSums(features, mask) };
}

function masked(activations: tf.Tensor4D, mask: tf.Tensor4D | undefined): tf.Tensor4D {
  return mask ? tf.mul(activations, mask) : activations;
}
