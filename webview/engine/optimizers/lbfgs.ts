import * as tf from '@tensorflow/tfjs';
import type { Memory, Optimizer } from './optimizer';

/** How many of the last steps are remembered: as many as in jcjohnson/neural-style. */
const historyLength = 10;

/** The longest step, root mean square in working scale: it stands in for a line search, which would need more evaluations. */
const longestStep = 0.5;

/** The length of the first step, root mean square in working scale, since there is no curvature yet to compute it from. */
const firstStep = 0.05;

/** The largest divisor that counts as 0. Losses of any magnitude must work, so it is about as small as float32 can hold. */
const leastCurvature = 1e-30;

interface Pair {
  /** A step of the image, [1, height, width, 3]. */
  readonly step: tf.Tensor4D;
  /** The gradient's change over that step, [1, height, width, 3]. */
  readonly change: tf.Tensor4D;
  /** The number 1 / (step . change), or 0 where the curvature was not positive, which takes the pair out of every sum. */
  readonly rho: tf.Scalar;
}

/**
 * L-BFGS by the two-loop recursion (Nocedal & Wright, Numerical Optimization, algorithm 7.4), one evaluation a step. Every
 * number stays on the device, so that no step waits for it: a scalar decides by multiplying with 0 or 1.
 */
export class Lbfgs implements Optimizer {
  private readonly pairs: Pair[] = [];
  private last: { readonly image: tf.Tensor4D; readonly gradient: tf.Tensor4D } | undefined;

  next(image: tf.Tensor4D, gradient: tf.Tensor4D): tf.Tensor4D {
    if (this.last) this.addPair(image, gradient, this.last);
    this.forgetLast();
    this.last = { image: image.clone(), gradient: gradient.clone() };
    return tf.tidy(() => {
      const step = this.pairs.length === 0 ? scaledTo(gradient, firstStep) : this.quasiNewtonStep(gradient);
      return tf.sub(image, bounded(step));
    });
  }

  /** Starts afresh: the curvature at another size is of no use. */
  resize(): void {
    this.dispose();
  }

  /** Nothing: twenty images and more would be written every few seconds, while a few steps gather the curvature anew. */
  recall(): Memory {
    return { steps: 0 };
  }

  remember({ firstMoment, secondMoment }: Memory): void {
    this.dispose();
    tf.dispose([firstMoment, secondMoment].filter(moment => moment !== undefined));
  }

  dispose(): void {
    for (const pair of this.pairs.splice(0)) disposePair(pair);
    this.forgetLast();
  }

  private addPair(
    image: tf.Tensor4D,
    gradient: tf.Tensor4D,
    last: { image: tf.Tensor4D; gradient: tf.Tensor4D },
  ): void {
    const step = tf.sub<tf.Tensor4D>(image, last.image);
    const change = tf.sub<tf.Tensor4D>(gradient, last.gradient);
    const rho = tf.tidy(() => guardedInverse(dot(step, change)));
    this.pairs.push({ step, change, rho });
    if (this.pairs.length > historyLength) disposePair(this.pairs.shift()!);
  }

  private quasiNewtonStep(gradient: tf.Tensor4D): tf.Tensor4D {
    let direction = gradient;
    const alphas: tf.Scalar[] = [];
    for (const { step, change, rho } of this.pairs.toReversed()) {
      const alpha = tf.mul<tf.Scalar>(rho, dot(step, direction));
      alphas.unshift(alpha);
      direction = tf.sub(direction, tf.mul(change, alpha));
    }
    direction = tf.mul(direction, this.inverseCurvature());
    for (const [index, { step, change, rho }] of this.pairs.entries()) {
      const beta = tf.mul(rho, dot(change, direction));
      direction = tf.add(direction, tf.mul(step, tf.sub(alphas[index]!, beta)));
    }
    return direction;
  }

  /** The recursion's first guess: (step . change) / (change . change) of the newest pair with positive curvature. */
  private inverseCurvature(): tf.Scalar {
    let scale: tf.Scalar = tf.scalar(1);
    for (const { change, rho } of this.pairs) {
      const own = tf.div<tf.Scalar>(guardedInverse(dot(change, change)), atLeast(rho));
      scale = tf.where(tf.greater(rho, 0), own, scale);
    }
    return scale;
  }

  private forgetLast(): void {
    if (this.last) tf.dispose([this.last.image, this.last.gradient]);
    this.last = undefined;
  }
}

function disposePair({ step, change, rho }: Pair): void {
  tf.dispose([step, change, rho]);
}

function dot(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  return tf.sum(tf.mul(a, b));
}

/** 1 / x where x is above `leastCurvature`, else 0. */
function guardedInverse(x: tf.Scalar): tf.Scalar {
  return tf.div(tf.step(tf.sub<tf.Scalar>(x, leastCurvature)), atLeast(x));
}

function rootMeanSquare(x: tf.Tensor4D): tf.Scalar {
  const meanSquare: tf.Scalar = tf.mean(tf.square(x));
  return tf.sqrt(meanSquare);
}

function scaledTo(x: tf.Tensor4D, length: number): tf.Tensor4D {
  return tf.mul(x, tf.div(length, atLeast(rootMeanSquare(x))));
}

function bounded(step: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(step, tf.minimum(1, tf.div(longestStep, atLeast(rootMeanSquare(step)))));
}

/** A divisor that is never 0. */
function atLeast(x: tf.Scalar): tf.Scalar {
  return tf.maximum(x, leastCurvature);
}
