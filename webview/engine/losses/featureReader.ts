import type * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Network } from '../network/vgg19';
import type { FeatureSums } from './featureSums';

type Masks = ReadonlyMap<ConvName, tf.Tensor4D>;

/** How a network looks at an image while targets are made; a layer's features are kept as `Features`. Runs inside `tidily`. */
export interface FeatureReader<Features = tf.Tensor4D> {
  /** Sums over each layer's features F, multiplied by the layer's mask where there is one. */
  sums(
    network: Network,
    image: tf.Tensor4D,
    layers: readonly ConvName[],
    masks: Masks,
  ): ReadonlyMap<ConvName, FeatureSums>;
  /** A layer's features F, multiplied by the mask where there is one; kept. */
  features(
    network: Network,
    image: tf.Tensor4D,
    layer: ConvName,
    mask?: tf.Tensor4D,
  ): { readonly features: Features; readonly sumOfSquares: tf.Scalar };
}
