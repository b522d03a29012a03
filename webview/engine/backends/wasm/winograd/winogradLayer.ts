import type * as tf from '@tensorflow/tfjs';
import type { Edges } from '../../../network/edges';
import type { Gate } from '../../../gradient/kernelSet';
import type { ConvWeights } from '../../../network/vgg19';
import { StockConvolution } from '../../tensor/stockKernels';
import { emptyTensor, heapOf } from '../heap';
import type { KernelModule } from '../kernelModule';
import { convolve } from './winogradConvolution';
import type { ConvolutionJob } from './winogradTiles';

/** The fewest pixels for which it is worth while to transform the weights; for fewer, XNNPACK's convolution is faster. */
export const leastPixels = 144;

/** A layer's convolution on tfjs's wasm backend. Input and output channels are multiples of 8. */
export class WinogradLayer extends StockConvolution {
  constructor(
    private readonly module: KernelModule,
    weights: ConvWeights,
    edges: Edges,
  ) {
    super(weights, edges);
  }

  override forward(x: tf.Tensor4D): tf.Tensor4D {
    const { kernel, bias } = this.weights;
    if (isSmall(x)) return super.forward(x);
    return this.convolve(x, kernel, () => ({ bias: heapOf(bias) }));
  }

  override inputGradient(gradient: tf.Tensor4D, gate: Gate<tf.Tensor4D>): tf.Tensor4D {
    if (isSmall(gradient)) return super.inputGradient(gradient, gate);
    const { own, activation } = gate;
    return this.convolve(
      gradient,
      this.turned,
      () => ({ own: own && heapOf(own), activation: activation && heapOf(activation) }),
      own,
    );
  }

  /**
   * @param place where the result goes, if not to a new tensor: it may be `own`, since each pixel is read before it is
   * written
   */
  private convolve(
    x: tf.Tensor4D,
    kernel: tf.Tensor4D,
    finish: () => ConvolutionJob['finish'],
    place?: tf.Tensor4D,
  ): tf.Tensor4D {
    const [, height, width, depth] = x.shape;
    const outputs = kernel.shape[3];
    // The result is made before any view of the heap, since making a tensor may move the heap.
    const result = place ?? emptyTensor<tf.Rank.R4>([1, height, width, outputs]);
    convolve(this.module, {
      height,
      width,
      depth,
      outputs,
      wraps: this.edges === 'wrap',
      input: heapOf(x),
      kernel: heapOf(kernel),
      finish: finish(),
      result: heapOf(result),
    });
    return result;
  }
}

function isSmall({ shape: [, height, width] }: tf.Tensor4D): boolean {
  return height * width < leastPixels;
}
