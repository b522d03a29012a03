import * as tf from '@tensorflow/tfjs';
import type { KernelSet } from '../gradient/kernelSet';
import { stockProducts, type StyleProducts } from '../losses/products';
import { stockKernels } from './tensor/stockKernels';
import { wasmKernels, wasmProducts } from './wasm/wasmKernels';

export type TensorKernels = KernelSet<tf.Tensor4D, tf.Scalar>;

/** The fastest kernels on tfjs's tensors that the current backend has. */
export function tensorKernels(): TensorKernels {
  return tf.getBackend() === 'wasm' ? wasmKernels() : stockKernels;
}

/** The fastest matrix products for style losses that the current backend has. */
export function styleProducts(): StyleProducts {
  return tf.getBackend() === 'wasm' ? wasmProducts() : stockProducts;
}
