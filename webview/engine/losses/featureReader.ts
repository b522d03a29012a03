import type * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { pool } from '../network/pooling';
import { startsBlock, type Network, type NetworkWeights } from '../network/vgg19';
import type { FeatureSums } from './featureSums';

/** A mask at layers of the network, each of the layer's size. */
export type Masks = ReadonlyMap<ConvName, tf.Tensor4D>;

/** Computes an image's features for the targets, at once or in tiles, inside `tidy`. `Features` is how a layer's are kept. */
export interface FeatureReader<Features = tf.Tensor4D> {
  /** The sums over each layer's features F, which are multiplied by the layer's mask where it has one. */
  sums(
    network: Network,
    image: tf.Tensor4D,
    layers: readonly ConvName[],
    masks: Masks,
  ): ReadonlyMap<ConvName, FeatureSums>;
  /** A layer's features F times the mask where there is one, which outlive the `tidy` around; and their sum of squares. */
  features(
    network: Network,
    image: tf.Tensor4D,
    layer: ConvName,
    mask?: tf.Tensor4D,
  ): { readonly features: Features; readonly sumOfSquares: tf.Scalar };
}

/** A mask at every layer of a network, halved by averaging where the network pools. Empty where there is no mask. */
export function masksAt(mask: tf.Tensor4D | undefined, { convolutions }: NetworkWeights): Masks {
  const masks = new Map<ConvName, tf.Tensor4D>();
  let x = mask;
  for (const { name } of convolutions) {
    if (!x) break;
    if (startsBlock(name)) x = pool(x, 'average');
    masks.set(name, x);
  }
  return masks;
}
