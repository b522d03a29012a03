import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Backend } from '../backends/backend';
import { TensorBackend } from '../backends/tensor/backend';
import { wasmBackend } from '../backends/wasm/backend';
import { WebGpuBackend } from '../backends/webgpu/backend';

/** The fastest of our backends for the tfjs backend that is current. */
export function backendOf(current = tf.backend()): Backend {
  if (current instanceof WebGPUBackend) return new WebGpuBackend(current.device);
  return tf.getBackend() === 'wasm' ? wasmBackend() : new TensorBackend();
}
