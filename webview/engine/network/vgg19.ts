import * as tf from '@tensorflow/tfjs';
import { vgg19Convolutions, type ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { padEdges, type Edges } from './edges';
import { pool, type Pooling } from './pooling';
import type { Shapes, Tensors } from './shapes';

/** One 3x3, stride 1, pad 1 convolution, and what losses see of it. */
export interface ConvWeights<A extends Shapes = Tensors> {
  readonly name: ConvName;
  /** [3, 3, in, out]. */
  readonly kernel: A[4];
  /** [out]. */
  readonly bias: A[1];
  /**
   * [out, outputs]: a loss at this layer sees the activation after the ReLU times this matrix; the next layer sees the
   * activation itself. Absent, as in VGG-19: both see the activation.
   */
  readonly head?: A[2];
}

/** VGG-19's layers up to conv5_1 in working scale: RGB in, biases scaled to it (weights.ts, pocketWeights.ts). */
export interface NetworkWeights<A extends Shapes = Tensors> {
  readonly convolutions: readonly ConvWeights<A>[];
}

/** The network as a run computes it. */
export interface Network<A extends Shapes = Tensors> extends NetworkWeights<A> {
  readonly edges: Edges;
  readonly pooling: Pooling;
}

/** The network with the edges and the pooling of a recipe. */
export function networkFor<A extends Shapes>(
  { edges, pooling }: Pick<Recipe, 'edges' | 'pooling'>,
  { convolutions }: NetworkWeights<A>,
): Network<A> {
  // A mirrored image (mirroredMargin.ts) needs edges as well, at the end of its margin; what they paint there is cut off.
  return { convolutions, edges: edges === 'reflect' ? 'replicate' : edges, pooling };
}

/** What one layer of a network sees beyond its input. */
export function edgesAt(name: ConvName, { edges }: Pick<Network<Shapes>, 'edges'>): Edges {
  return edges === 'replicate' && name !== 'conv1_1' ? 'zero' : edges;
}

/** Whether a 2x2 pooling stands before a convolution: true for conv2_1, conv3_1, conv4_1 and conv5_1. */
export function startsBlock(name: ConvName): boolean {
  return name.endsWith('_1') && name !== 'conv1_1';
}

/** How often the image is halved before a layer: twice before conv3_1. */
export function poolingsBefore(name: ConvName): number {
  return Number(name.charAt('conv'.length)) - 1;
}

/** How many channels a loss sees at a layer. */
export function channelsSeen({ convolutions }: NetworkWeights<Shapes>, layer: ConvName): number {
  const { head, bias } = convolutions.find(({ name }) => name === layer)!;
  return head ? head.shape[1] : bias.shape[0];
}

/**
 * What losses see at `layers`, computed no deeper than needed: the activations after the ReLU, times the layer's head where
 * it has one. The seed's hooks are on the convolutions, but torchvision's in-place ReLU overwrites what they collected, so
 * that it too compares the ReLU's outputs, as Gatys' Caffe network does (arXiv:1508.06576).
 * Differentiable; run inside `tf.tidy`.
 * @param image [1, height, width, 3], working scale
 */
export function features(
  network: Network,
  image: tf.Tensor4D,
  layers: ReadonlySet<ConvName>,
): Map<ConvName, tf.Tensor4D> {
  const taps = new Map<ConvName, tf.Tensor4D>();
  let x = image;
  if (layers.size === 0) return taps;
  for (const { name, kernel, bias, head } of network.convolutions) {
    if (startsBlock(name)) x = pool(x, network.pooling);
    const edges = edgesAt(name, network);
    const response =
      edges === 'zero' ? tf.conv2d(x, kernel, 1, 'same') : tf.conv2d(padEdges(x, edges), kernel, 1, 'valid');
    x = tf.relu(tf.add<tf.Tensor4D>(response, bias));
    if (layers.has(name)) taps.set(name, head ? projected(x, head) : x);
    if (taps.size === layers.size) break;
  }
  return taps;
}

function projected(x: tf.Tensor4D, head: tf.Tensor2D): tf.Tensor4D {
  const [, height, width, channels] = x.shape;
  const flat = tf.reshape<tf.Rank.R2>(x, [height * width, channels]);
  return tf.reshape(tf.matMul(flat, head), [1, height, width, head.shape[1]]);
}

/** [height, width] of a layer's activations for an image [1, height, width, 3]. */
export function layerSize({ shape: [, height, width] }: Shapes[4], layer: ConvName): [number, number] {
  let size: [number, number] = [height, width];
  for (const { name } of vgg19Convolutions) {
    if (startsBlock(name)) size = [half(size[0]), half(size[1])];
    if (name === layer) break;
  }
  return size;
}

/** A side's length after a pooling, which drops a remainder; a side of one pixel stays. */
export function half(side: number): number {
  return side > 1 ? Math.floor(side / 2) : 1;
}

export function disposeNetwork(network: NetworkWeights): void {
  for (const { kernel, bias, head } of network.convolutions) {
    tf.dispose([kernel, bias]);
    head?.dispose();
  }
}
