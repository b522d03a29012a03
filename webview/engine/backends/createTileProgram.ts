import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { planOf } from './webgpu/tunedDevice';
import { WebGpuTileProgram } from './webgpu/tileProgram';
import type { Network } from '../network/vgg19';
import { TensorTileProgram } from './tensor/tileProgram';
import type { Taps, TileProgram } from '../tiles/tileProgram';

/** The tile program on the kernels that suit tfjs's current backend. Uses the network's tensors until it is disposed of. */
export function createTileProgram(network: Network, taps: Taps): TileProgram {
  const backend = tf.backend();
  return backend instanceof WebGPUBackend
    ? new WebGpuTileProgram(network, taps, planOf(backend.device))
    : new TensorTileProgram(network, taps);
}
