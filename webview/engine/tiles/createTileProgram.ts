import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { planOf } from '../kernels/webgpu/tunedDevice';
import { WebGpuTileProgram } from '../kernels/webgpu/webgpuTileProgram';
import type { Network } from '../vgg19';
import { TensorTileProgram } from './tensorTileProgram';
import type { Taps, TileProgram } from './tileProgram';

/** The tile program on the kernels that suit tfjs's current backend. Uses the network's tensors until it is disposed of. */
export function createTileProgram(network: Network, taps: Taps): TileProgram {
  const backend = tf.backend();
  return backend instanceof WebGPUBackend
    ? new WebGpuTileProgram(network, taps, planOf(backend.device))
    : new TensorTileProgram(network, taps);
}
