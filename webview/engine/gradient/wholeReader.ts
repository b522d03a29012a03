import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { FeatureReader } from '../losses/featureReader';
import { sumOfSquares } from '../losses/magnitudes';
import { channelSums, type FeatureSums } from '../losses/featureSums';
import type { StyleProducts } from '../losses/products';
import type { TensorKernels } from './kernelSet';
import { visitActivations } from './visitActivations';

/** The kernels and products with which features are computed for the targets. */
export interface FeatureKernels {
  readonly kernels: TensorKernels;
  readonly products: StyleProducts;
}

/** Computes the features of whole images at once. */
export function wholeReader({ kernels, products }: FeatureKernels): FeatureReader {
  return {
    sums(network, image, layers, masks) {
      const sums = new Map<ConvName, FeatureSums>();
      visitActivations(kernels, network, layers, image, (layer, seen) =>
        sums.set(layer, featureSums(products, seen, masks.get(layer))),
      );
      return sums;
    },

    features(network, image, layer, mask) {
      const found: tf.Tensor4D[] = [];
      visitActivations(kernels, network, [layer], image, (_, seen) =>
        found.push(tf.keep(mask ? masked(seen, mask) : seen.clone())),
      );
      const features = found[0]!;
      return { features, sumOfSquares: sumOfSquares(features) };
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
