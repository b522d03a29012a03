import * as tf from '@tensorflow/tfjs';
import type { KernelSet } from '../gradient/kernelSet';
import { stockProducts, type StyleProducts } from '../losses/products';
import { stockKernels } from './tensor/stockKernels';
import { wasmKernels, wasmProducts } from './wasm/wasmKernels';

export type TensorKernels = KernelSet<tf.Tensor4D, tf.Scalar>;

/** What computes with tfjs's tensors as fast as the current backend can. */
export function tensorKernels(): TensorKernels {
  return tf.getBackend() === 'wasm' ? wasmKernels() : stockKernels;
}

/** What a style loss multiplies with, likewise. */
export function styleProducts(): StyleProducts {
  return tf.getBackend() === 'wasm' ? wasmProducts() : stockProducts;
}
