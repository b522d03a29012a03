import type * as tf from '@tensorflow/tfjs';

/** An array of which the shape is known: a tensor of tfjs, or what will be one. */
export interface Shaped<Shape extends readonly number[] = readonly number[]> {
  readonly shape: Shape;
  /** How many numbers it has. */
  readonly size: number;
}

/**
 * The arrays of rank 1, 2 and 4 that weights, targets and images are made of. In a plan they are these shapes and nothing
 * else: programs are recorded, compiled and their memory counted before there are weights, targets or an image.
 */
export interface Shapes {
  readonly 1: Shaped<[number]>;
  readonly 2: Shaped<[number, number]>;
  readonly 4: Shaped<[number, number, number, number]>;
}

/** The same arrays as tensors of tfjs, with numbers. */
export interface Tensors {
  readonly 1: tf.Tensor1D;
  readonly 2: tf.Tensor2D;
  readonly 4: tf.Tensor4D;
}

export function shaped<Shape extends readonly number[]>(...shape: Shape): Shaped<Shape> {
  return { shape, size: shape.reduce((a, b) => a * b, 1) };
}
