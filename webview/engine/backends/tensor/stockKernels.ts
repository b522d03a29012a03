import * as tf from '@tensorflow/tfjs';
import { foldReplicated, padEdges, sliceAxis, type Edges } from '../../network/edges';
import type { Convolution, Gate, KernelSet, Term } from '../../gradient/kernelSet';
import { channelSums, type StyleSums } from '../../losses/featureSums';
import { leastDistance } from '../../losses/leastDistance';
import type { ContentTarget, StyleTarget } from '../../losses/objective';
import { tidily } from '../../support/tidy';
import { pool } from '../../network/pooling';
import type { ConvWeights } from '../../network/vgg19';
import { wassersteinDistance } from '../../losses/wasserstein';
import { poolGradient } from './stockPooling';

interface LossAndGradient {
  readonly loss: tf.Scalar;
  readonly gradient: tf.Tensor4D;
}

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

/** Of tfjs's own kernels. */
export class StockConvolution implements Convolution<tf.Tensor4D> {
  /** The kernel turned by 180 degrees, its channels swapped: [3, 3, out, in]. */
  private turned: tf.Tensor4D | undefined;

  constructor(
    private readonly weights: ConvWeights,
    private readonly edges: Edges,
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
    // Made when first asked for: whoever only goes forward does without.
    this.turned ??= tf.keep(turn(this.weights.kernel));
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

  dispose(): void {
    this.turned?.dispose();
  }
}

/** The kernel turned by 180 degrees, its channels swapped: [3, 3, in, out] -> [3, 3, out, in]. */
export function turn(kernel: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.transpose(tf.reverse4d(kernel, [0, 1]), [0, 1, 3, 2]));
}

/** The gradient through a gate. */
function finish(gradient: () => tf.Tensor4D, { activation, own }: Gate<tf.Tensor4D>): tf.Tensor4D {
  return taking(own ? [own] : [], () => {
    const joined = own ? tf.add<tf.Tensor4D>(gradient(), own) : gradient();
    return activation ? tf.mul(joined, tf.step(activation)) : joined;
  });
}

/** Computes, then frees what it took over. */
function taking<T extends tf.Tensor>(taken: readonly tf.Tensor[], compute: () => T): T {
  const result = tf.tidy(compute);
  tf.dispose([...taken]);
  return result;
}

function term(evaluate: (x: tf.Tensor4D) => LossAndGradient): Term<tf.Tensor4D, tf.Scalar> {
  return { evaluate: x => tidily(() => evaluate(x)), dispose: () => undefined };
}

/** A mask stands before the loss, so it stands after its gradient too. */
function masked(
  x: tf.Tensor4D,
  mask: tf.Tensor4D | undefined,
  lossOf: (x: tf.Tensor4D) => LossAndGradient,
): LossAndGradient {
  if (!mask) return lossOf(x);
  const { loss, gradient } = lossOf(tf.mul(x, mask));
  return { loss, gradient: tf.mul(gradient, mask) };
}

/**
 * Pixels whose products are added up one after the other, before the sums are: where all are alike, so are their rounding errors,
 * and after 1e5 of them little is right of a covariance, which is the small difference of large sums.
 */
const pixelsInPart = 1024;

/** What losses multiply: the activations of a layer as F [pixels, channels]. */
export interface StyleProducts {
  /** F^T F. */
  gram(activations: tf.Tensor4D): tf.Tensor2D;
  /** The same, summed in parts: see `pixelsInPart`. */
  gramInParts(activations: tf.Tensor4D): tf.Tensor2D;
  /** x D for D [channels, columns], x's last dimension the channels: F D, or a product of two matrices. */
  times<R extends tf.Rank>(x: tf.Tensor<R>, right: tf.Tensor2D): tf.Tensor<R>;
}

export const stockProducts: StyleProducts = {
  gram: activations => {
    const flat = flatten(activations);
    // Transposed first: the wasm backend's matrix product is fast only without transposition.
    return tf.matMul(tf.transpose(flat), flat);
  },
  gramInParts: activations => {
    const flat = flatten(activations);
    const [pixels, channels] = flat.shape;
    const parts = Math.ceil(pixels / pixelsInPart);
    if (parts === 1) return stockProducts.gram(activations);
    const whole = tf.pad(flat, [
      [0, parts * pixelsInPart - pixels],
      [0, 0],
    ]);
    const batches = tf.reshape<tf.Rank.R3>(whole, [parts, pixelsInPart, channels]);
    return tf.sum(tf.matMul(batches, batches, true, false), 0);
  },
  times: (x, right) => tf.reshape(tf.matMul(flatten(x), right), productShape(x, right)),
};

/** The shape of x D. */
export function productShape<R extends tf.Rank>({ shape }: tf.Tensor<R>, right: tf.Tensor2D): tf.ShapeMap[R] {
  return [...shape.slice(0, -1), right.shape[1]] as tf.ShapeMap[R];
}

function flatten(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape.at(-1)!]);
}

export function styleTerm(target: StyleTarget, products: StyleProducts): Term<tf.Tensor4D, tf.Scalar> {
  return term(x => masked(x, target.mask, inside => styleLoss(inside, target, products)));
}

function styleLoss(
  activations: tf.Tensor4D,
  target: StyleTarget,
  { gram, gramInParts, times }: StyleProducts,
): LossAndGradient {
  const sums =
    target.loss === 'wasserstein'
      ? { gram: gramInParts(activations), sum: channelSums(activations, target.mask) }
      : { gram: gram(activations) };
  const { loss, pull } = weighStyle(sums, target, times);
  return { loss, gradient: pulledBy(pull, activations, target.mask, times) };
}

/** A style loss's gradient at masked features F, [pixels, channels], is 2 * slope * (F matrix + mask row). */
export interface StylePull {
  /** [channels, channels], symmetric. */
  readonly matrix: tf.Tensor2D;
  /** [channels]; zeros where it is not there. */
  readonly row?: tf.Tensor1D;
  readonly slope: tf.Scalar;
}

/**
 * From sums over a layer's pixels its style loss, and what that pulls with. Run inside `tf.tidy`.
 * @param sums with `sum` where the target asks for it
 */
export function weighStyle(
  sums: StyleSums,
  target: StyleTarget,
  times: StyleProducts['times'],
): { loss: tf.Scalar; pull: StylePull } {
  if (target.loss === 'wasserstein') {
    const { squared, ...pull } = wassersteinDistance({ gram: sums.gram, sum: sums.sum! }, target, times);
    const { loss, slope } = weighSquares(squared, target);
    return { loss, pull: { ...pull, slope } };
  }
  // With D = F^T F - gram, which is symmetric, the gradient of sum(D^2) / 2 at F is 2 * F D.
  const matrix = tf.sub<tf.Tensor2D>(sums.gram, target.gram);
  const { loss, slope } = weighSquares(tf.sum(tf.square(matrix)), target);
  return { loss, pull: { matrix, slope } };
}

/** The gradient at masked features. */
export function pulledBy(
  { matrix, row, slope }: StylePull,
  features: tf.Tensor4D,
  mask: tf.Tensor4D | undefined,
  times: StyleProducts['times'],
): tf.Tensor4D {
  const doubled = tf.mul<tf.Scalar>(slope, 2);
  const gradient = times(features, tf.mul<tf.Tensor2D>(matrix, doubled));
  if (!row) return gradient;
  const alike = tf.mul<tf.Tensor1D>(row, doubled);
  return tf.add(gradient, mask ? tf.mul(mask, alike) : alike);
}

function contentLoss(activations: tf.Tensor4D, target: ContentTarget): LossAndGradient {
  const distance = tf.sub(activations, target.features);
  const { loss, slope } = weighed(distance, target);
  return { loss, gradient: tf.mul(distance, slope) };
}

function weighed(difference: tf.Tensor, target: StyleTarget | ContentTarget): Weighed {
  return weighSquares(tf.sum(tf.square(difference)), target);
}

interface Weighed {
  readonly loss: tf.Scalar;
  readonly slope: tf.Scalar;
}

/**
 * From the squares of a difference d, summed, its loss, and the factor that makes d the loss's gradient: 2c for c |d|^2,
 * c / |d| for c |d|.
 */
export function weighSquares(
  squared: tf.Scalar,
  target: StyleTarget | Omit<ContentTarget<unknown>, 'features'>,
): Weighed {
  const { coefficient, distance } = target;
  if (distance !== 'norm') return { loss: tf.mul(squared, coefficient), slope: tf.scalar(2 * coefficient) };
  const norm = tf.sqrt(tf.maximum(squared, leastDistance(target) ** 2));
  return { loss: tf.mul(norm, coefficient), slope: tf.div<tf.Scalar>(coefficient, norm) };
}

function variationLoss(image: tf.Tensor4D, weight: number, edges: Edges): LossAndGradient {
  // A side of one pixel has no neighbours along it.
  const axes = ([1, 2] as const).filter(axis => image.shape[axis] > 1);
  const parts = axes.map(axis =>
    edges === 'wrap' ? wrappedDifferences(image, axis) : differences(image, axis),
  );
  return {
    loss: tf.mul(tf.addN([tf.scalar(0), ...parts.map(part => part.length)]), weight),
    gradient: tf.mul(tf.addN([tf.zerosLike(image), ...parts.map(part => part.gradient)]), weight),
  };
}

interface Differences {
  readonly length: tf.Scalar;
  readonly gradient: tf.Tensor4D;
}

/** sum |d| over the differences d of neighbours along an axis, and its gradient. */
export function differences(image: tf.Tensor4D, axis: 1 | 2): Differences {
  const count = image.shape[axis] - 1;
  const difference = tf.sub(sliceAxis(image, axis, 1, count), sliceAxis(image, axis, 0, count));
  const sign = tf.sign(difference);
  const padding = (before: number, after: number): [number, number][] =>
    [0, 1, 2, 3].map(i => (i === axis ? [before, after] : [0, 0]));
  return {
    length: tf.sum(tf.abs(difference)),
    gradient: tf.sub(tf.pad(sign, padding(1, 0)), tf.pad(sign, padding(0, 1))),
  };
}

/** The same with the last pixel before the first. */
function wrappedDifferences(image: tf.Tensor4D, axis: 1 | 2): Differences {
  const last = image.shape[axis] - 1;
  const next = (x: tf.Tensor4D): tf.Tensor4D =>
    tf.concat([sliceAxis(x, axis, 1, last), sliceAxis(x, axis, 0, 1)], axis);
  const previous = (x: tf.Tensor4D): tf.Tensor4D =>
    tf.concat([sliceAxis(x, axis, last, 1), sliceAxis(x, axis, 0, last)], axis);
  const difference = tf.sub<tf.Tensor4D>(next(image), image);
  const sign = tf.sign(difference);
  return { length: tf.sum(tf.abs(difference)), gradient: tf.sub(previous(sign), sign) };
}
