import type * as tf from '@tensorflow/tfjs';
import { pocketConvolutions, type PocketConvolution } from '../../../src/shared/model/pocketLayout';
import { vgg19Convolutions } from '../../../src/shared/model/vgg19Layout';
import type { ModelLabel } from '../../../src/shared/messages/output';
import type { NetworkWeights } from './vgg19';

/**
 * A stand-in for a tensor of which nothing but shape and size is read: programs are recorded, compiled and their memory counted
 * with these before there are weights, targets or an image.
 */
export function shaped<T extends tf.Tensor>(...shape: readonly number[]): T {
  return { shape, size: shape.reduce((a, b) => a * b, 1) } as unknown as T;
}

/** A model's weights as such stand-ins. */
export function networkShapes(model: ModelLabel): NetworkWeights {
  const layers: readonly PocketConvolution[] = model === 'pocket' ? pocketConvolutions : vgg19Convolutions;
  const convolutions = layers.map(({ name, inChannels, outChannels, headOutputs }) => ({
    name,
    kernel: shaped<tf.Tensor4D>(3, 3, inChannels, outChannels),
    bias: shaped<tf.Tensor1D>(outChannels),
    ...(headOutputs !== undefined && { head: shaped<tf.Tensor2D>(outChannels, headOutputs) }),
  }));
  return { convolutions };
}
