import * as tf from '@tensorflow/tfjs';
import type { Edges } from '../../network/edges';
import type { Gate, KernelSet } from '../../gradient/kernelSet';
import { poolingScale, poolWindow } from '../../network/pooling';
import type { ConvWeights } from '../../network/vgg19';
import { productShape, type StyleProducts } from '../../losses/products';
import { StockConvolution, stockKernels, styleTerm } from '../tensor/stockKernels';
import { emptyTensor, heapOf } from './heap';
import type { KernelModule } from './kernelModule';
import { gramProduct, matrixProduct } from './matrixProducts';
import { averagePoolGradient } from './poolGradient';
import { WinogradLayer } from './winograd/winogradLayer';

/**
 * The explicit program's kernels for tfjs's wasm backend: our own where most time is spent, tfjs's for the rest. Ours read
 * and write tfjs's heap, so that arrays pass between the two as tensors.
 */
export function wasmKernels(module: KernelModule): KernelSet<tf.Tensor4D, tf.Scalar> {
  const products = wasmProducts(module);
  return {
    ...stockKernels,
    convolution: (weights, edges) =>
      isSuitable(weights, edges)
        ? new WinogradLayer(module, weights, edges)
        : new StockConvolution(weights, edges),
    styleTerm: target => styleTerm(target, products),
    project: (x, head) => products.times(x, head),
    projectGradient: (gradient, head) => tf.tidy(() => products.times(gradient, tf.transpose(head))),
    poolGradient: (gradient, pooling, gate) =>
      (pooling === 'average' || pooling === 'scaledAverage') && gradient.shape[3] % 4 === 0
        ? meanGradient(module, gradient, poolingScale[pooling], gate)
        : stockKernels.poolGradient(gradient, pooling, gate),
  };
}

/** Whether our convolution computes a layer: not the first, whose channels fill no vector and which may replicate edges. */
function isSuitable({ kernel }: ConvWeights, edges: Edges): boolean {
  const [, , inputs, outputs] = kernel.shape;
  return inputs % 8 === 0 && outputs % 8 === 0 && edges !== 'replicate';
}

/** The matrix products of style losses on the wasm backend. */
export function wasmProducts(module: KernelModule): StyleProducts {
  const gram = (activations: tf.Tensor4D): tf.Tensor2D => {
    const channels = activations.shape[3];
    const result = emptyTensor<tf.Rank.R2>([channels, channels]);
    gramProduct(module, heapOf(activations), channels, heapOf(result));
    return result;
  };
  return {
    gram,
    // Our Gram matrix is summed in bands of rows anyhow.
    gramInParts: gram,
    times: (x, right) => {
      const product = emptyTensor(productShape(x, right));
      matrixProduct(module, heapOf(x), heapOf(right), right.shape, heapOf(product));
      return product;
    },
  };
}

function meanGradient(
  module: KernelModule,
  gradient: tf.Tensor4D,
  scale: number,
  { activation, own }: Gate<tf.Tensor4D>,
): tf.Tensor4D {
  const input = activation!;
  const [, height, width, channels] = input.shape;
  const result = own ?? emptyTensor<tf.Rank.R4>(input.shape);
  averagePoolGradient(module, {
    height,
    width,
    channels,
    window: poolWindow(input),
    scale,
    gradient: heapOf(gradient),
    activation: heapOf(input),
    own: own && heapOf(own),
    result: heapOf(result),
  });
  return result;
}
