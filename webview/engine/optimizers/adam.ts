import * as tf from '@tensorflow/tfjs';
import { lanczos, linear } from '../images/resample';
import { resizeTensor } from '../images/resizeTensor';
import type { Memory, Optimizer } from './optimizer';

export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** PyTorch's defaults. */
export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Adam, Kingma & Ba, arXiv:1412.6980, algorithm 1, with PyTorch's defaults. Holds two tensors of the image's shape. */
export class Adam implements Optimizer {
  private step = 0;
  private firstMoment: tf.Tensor4D | undefined;
  private secondMoment: tf.Tensor4D | undefined;
  private readonly options: Required<AdamOptions>;

  constructor(options: AdamOptions) {
    this.options = { ...adamDefaults, ...options };
  }

  next(image: tf.Tensor4D, gradient: tf.Tensor4D): tf.Tensor4D {
    const { learningRate, beta1, beta2, epsilon } = this.options;
    this.step++;
    const stepSize = learningRate / (1 - beta1 ** this.step);
    const secondCorrection = Math.sqrt(1 - beta2 ** this.step);
    const [first, second, next] = tf.tidy((): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] => {
      const m = decay(this.firstMoment, beta1, gradient);
      const v = decay(this.secondMoment, beta2, tf.square(gradient));
      const denominator = tf.add(tf.div(tf.sqrt(v), secondCorrection), epsilon);
      return [m, v, tf.sub(image, tf.mul(tf.div(m, denominator), stepSize))];
    });
    this.dispose();
    this.firstMoment = first;
    this.secondMoment = second;
    return next;
  }

  resize(height: number, width: number): void {
    const { firstMoment, secondMoment } = this;
    if (!firstMoment || !secondMoment) return;
    const shape: tf.Tensor4D['shape'] = [1, height, width, 3];
    [this.firstMoment, this.secondMoment] = resizeMoments(firstMoment, secondMoment, shape);
    tf.dispose([firstMoment, secondMoment]);
  }

  recall(): Memory {
    const { step, firstMoment, secondMoment } = this;
    return { steps: step, ...(firstMoment && { firstMoment }), ...(secondMoment && { secondMoment }) };
  }

  remember({ steps, firstMoment, secondMoment }: Memory): void {
    this.dispose();
    this.step = steps;
    this.firstMoment = firstMoment;
    this.secondMoment = secondMoment;
  }

  dispose(): void {
    tf.dispose([this.firstMoment, this.secondMoment].filter(moment => moment !== undefined));
    this.firstMoment = this.secondMoment = undefined;
  }
}

function decay(moment: tf.Tensor4D | undefined, beta: number, value: tf.Tensor4D): tf.Tensor4D {
  const fresh = tf.mul<tf.Tensor4D>(value, 1 - beta);
  return moment ? tf.add(tf.mul(moment, beta), fresh) : fresh;
}

/**
 * Adam's moments resized to another scale, so that its steps keep their size there (crowsonkb/style-transfer-pytorch,
 * scale_adam). The second moment is resized by a filter that leaves it positive.
 */
export function resizeMoments(
  first: tf.Tensor4D,
  second: tf.Tensor4D,
  [, height, width]: tf.Tensor4D['shape'],
): [first: tf.Tensor4D, second: tf.Tensor4D] {
  return [resizeTensor(first, height, width, lanczos), resizeTensor(second, height, width, linear)];
}
