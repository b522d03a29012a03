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

  /** What to go on from: the sum, absent where the average is the last image, and how many images are in it. */
  get state(): { readonly sum: tf.Tensor4D | undefined; readonly count: number } {
    return { sum: this.sum, count: this.count };
  }

  /** Goes on from a state, whose sum it takes over. @param image the last image that was added */
  resume(image: tf.Tensor4D, sum: tf.Tensor4D | undefined, count: number): void {
    this.restart();
    this.count = count;
    this.sum = this.decay === 0 ? undefined : sum;
    this.mean = this.sum ? tf.div<tf.Tensor4D>(this.sum, 1 - this.decay ** count) : image.clone();
  }

  /** Forgets all images, as when a scale begins. */
  restart(): void {
    tf.dispose([this.sum, this.mean].filter(old => old !== undefined));
    this.sum = this.mean = undefined;
    this.count = 0;
  }
}
