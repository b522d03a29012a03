import type * as tf from '@tensorflow/tfjs';
import { vgg19Convolutions, type ConvName } from '../../src/shared/model/vgg19Layout';
import type { Network } from './vgg19';

/**
 * Stand-ins for tensors of which nothing but shape and size is read: a program is recorded, compiled and its memory counted with
 * them before there are weights, targets or an image.
 */
export function shaped<T extends tf.Tensor>(...shape: readonly number[]): T {
  return { shape, size: shape.reduce((a, b) => a * b, 1) } as unknown as T;
}

/** VGG-19's weights down to its deepest layer or the one named. */
export function networkShapes(deepest: ConvName = vgg19Convolutions.at(-1)!.name): Network {
  const end = vgg19Convolutions.findIndex(({ name }) => name === deepest) + 1;
  const convolutions = vgg19Convolutions.slice(0, end).map(({ name, inChannels, outChannels }) => ({
    name,
    kernel: shaped<tf.Tensor4D>(3, 3, inChannels, outChannels),
    bias: shaped<tf.Tensor1D>(outChannels),
  }));
  return { convolutions };
}
