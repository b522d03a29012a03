import type * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { pool } from '../network/pooling';
import { startsBlock, type NetworkWeights } from '../network/vgg19';

export type Masks = ReadonlyMap<ConvName, tf.Tensor4D>;

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
