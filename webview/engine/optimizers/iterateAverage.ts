import * as tf from '@tensorflow/tfjs';

/**
 * The exponential moving average of a scale's images, v <- decay * v + (1 - decay) * x, read as v / (1 - decay^t): the
 * middle of what the optimiser oscillates between (crowsonkb/style-transfer-pytorch, EMA). With a decay of 0 it is the last
 * image itself.
 */
export class IterateAverage {
  private sum: tf.Tensor4D | undefined;
  private mean: tf.Tensor4D | undefined;
  private count = 0;

  constructor(private readonly decay: number) {}

  /** The average, which belongs to this object and is valid until the next image is added. */
  get value(): tf.Tensor4D {
    return this.mean!;
  }

  add(image: tf.Tensor4D): void {
    this.count++;
    const { sum, mean, decay } = this;
    if (decay === 0) {
      this.mean = image.clone();
    } else {
      const next = tf.tidy(() => {
        const fresh = tf.mul<tf.Tensor4D>(image, 1 - decay);
        return sum ? tf.add<tf.Tensor4D>(tf.mul(sum, decay), fresh) : fresh;
      });
      this.sum = next;
      this.mean = tf.div<tf.Tensor4D>(next, 1 - decay ** this.count);
    }
    tf.dispose([sum, mean].filter(old => old !== undefined));
  }

  /** Forgets all images, as when a scale begins. */
  restart(): void {
    tf.dispose([this.sum, this.mean].filter(old => old !== undefined));
    this.sum = this.mean = undefined;
    this.count = 0;
  }
}
