import * as tf from '@tensorflow/tfjs';
import { foldReplicated, padEdges, type Edges } from '../../network/edges';
import type { Convolution, Gate, KernelSet, Term } from '../../gradient/kernelSet';
import { contentLoss, styleLoss, variationLoss, type LossAndGradient } from '../../losses/losses';
import type { StyleTarget } from '../../losses/objective';
import { stockProducts, type StyleProducts } from '../../losses/products';
import { tidy } from '../../support/tidy';
import { pool } from '../../network/pooling';
import type { ConvWeights } from '../../network/vgg19';
import { poolGradient } from './stockPooling';

/** The explicit program's kernels out of stock tfjs operations, for every backend. */
export const stockKernels: KernelSet<tf.Tensor4D, tf.Scalar> = {
  convolution: (weights, edges) => new StockConvolution(weights, edges),
  styleTerm: target => styleTerm(target, stockProducts),
  contentTerm: target => term(x => masked(x, target.mask, inside => contentLoss(inside, target))),
  variationTerm: (weight, edges) => term(x => variationLoss(x, weight, edges)),

  project: (x, head) => tf.tidy(() => stockProducts.times(x, head)),
  projectGradient: (gradient, head) => tf.tidy(() => stockProducts.times(gradient, tf.transpose(head))),

  pool: (x, pooling) => tf.tidy(() => pool(x, pooling)),
  poolGradient: (gradient, pooling, gate) =>
    finish(() => poolGradient(gradient, gate.activation!, pooling), gate),
  gate: (activation, own) => taking([own], () => tf.mul(own, tf.step(activation))),
  add: (a, b) => taking([a, b], () => tf.add(a, b)),
  sum: losses => taking(losses, () => (losses.length === 0 ? tf.scalar(0) : tf.addN([...losses]))),
  release: x => x.dispose(),
};

/** A convolution by tfjs's own kernels. */
export class StockConvolution implements Convolution<tf.Tensor4D> {
  private turnedKernel: tf.Tensor4D | undefined;

  constructor(
    protected readonly weights: ConvWeights,
    protected readonly edges: Edges,
  ) {}

  forward(x: tf.Tensor4D): tf.Tensor4D {
    const { kernel: filter, bias } = this.weights;
    const { edges } = this;
    if (edges === 'zero') {
      return tf.fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation: 'relu' });
    }
    return tf.tidy(() =>
      tf.fused.conv2d({
        x: padEdges(x, edges),
        filter,
        bias,
        strides: 1,
        pad: 'valid',
        activation: 'relu',
      }),
    );
  }

  inputGradient(gradient: tf.Tensor4D, gate: Gate<tf.Tensor4D>): tf.Tensor4D {
    return finish(() => this.ungatedGradient(gradient), gate);
  }

  private ungatedGradient(gradient: tf.Tensor4D): tf.Tensor4D {
    if (this.edges === 'wrap') return tf.conv2d(padEdges(gradient, 'wrap'), this.turned, 1, 'valid');
    if (this.edges === 'zero') return tf.conv2d(gradient, this.turned, 1, 'same');
    const aroundToo = tf.pad(gradient, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
    return foldReplicated(tf.conv2d(aroundToo, this.turned, 1, 'same'));
  }

  /** The kernel turned by 180 degrees, its channels swapped, [3, 3, out, in]: made when the first gradient asks for it. */
  protected get turned(): tf.Tensor4D {
    const turn = (): tf.Tensor4D => tf.transpose(tf.reverse4d(this.weights.kernel, [0, 1]), [0, 1, 3, 2]);
    return (this.turnedKernel ??= tf.keep(tf.tidy(turn)));
  }

  dispose(): void {
    this.turnedKernel?.dispose();
  }
}

/** Finishes a gradient by a gate, whose `own` gradient it takes over. */
function finish(gradient: () => tf.Tensor4D, { activation, own }: Gate<tf.Tensor4D>): tf.Tensor4D {
  return taking(own ? [own] : [], () => {
    const joined = own ? tf.add<tf.Tensor4D>(gradient(), own) : gradient();
    return activation ? tf.mul(joined, tf.step(activation)) : joined;
  });
}

/** Computes a tensor, and then frees those that were taken over. */
function taking<T extends tf.Tensor>(taken: readonly tf.Tensor[], compute: () => T): T {
  const result = tf.tidy(compute);
  tf.dispose([...taken]);
  return result;
}

function term(evaluate: (x: tf.Tensor4D) => LossAndGradient): Term<tf.Tensor4D, tf.Scalar> {
  return x => tidy(() => evaluate(x));
}

/** A loss with a mask, which multiplies the activations before the loss, and so the gradient after it. */
function masked(
  x: tf.Tensor4D,
  mask: tf.Tensor4D | undefined,
  lossOf: (x: tf.Tensor4D) => LossAndGradient,
): LossAndGradient {
  if (!mask) return lossOf(x);
  const { loss, gradient } = lossOf(tf.mul(x, mask));
  return { loss, gradient: tf.mul(gradient, mask) };
}

export function styleTerm(target: StyleTarget, products: StyleProducts): Term<tf.Tensor4D, tf.Scalar> {
  return term(x => masked(x, target.mask, inside => styleLoss(inside, target, products)));
}
