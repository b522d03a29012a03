import { f16round } from '@petamoriken/float16';
import { Random } from '../support/random';
import { shaped, type Shaped, type Shapes } from '../network/shapes';
import type { Precision } from '../gradient/precision';
import type { Inputs } from './kernelCheck';

/**
 * Random numbers for a check. Two objects with the same seed draw the same numbers, rounded as they are stored, so that a
 * difference of results comes from the computation alone.
 */
export abstract class DrawnInputs<T> implements Inputs<T> {
  private readonly random: Random;

  constructor(
    seed: number,
    protected readonly precision: Precision,
  ) {
    this.random = new Random(seed);
  }

  image(height: number, width: number): T {
    return this.takeImage(this.stored(this.normals(height * width * 3)), height, width);
  }

  activation(height: number, width: number, channels: number): T {
    // Numbers are rounded to quarters, so that neighbours are sometimes equal and max pooling must choose one.
    const values = this.normals(height * width * channels).map(value =>
      Math.max(0, Math.round(4 * value) / 4),
    );
    return this.takeArray(this.stored(values), height, width, channels);
  }

  gradient(height: number, width: number, channels: number): T {
    return this.takeArray(this.stored(this.normals(height * width * channels)), height, width, channels);
  }

  array<Shape extends readonly number[]>(scale: number, ...shape: Shape): Shaped<Shape> {
    const values = this.normals(shape.reduce((a, b) => a * b, 1));
    return this.drawn(
      values.map(value => scale * value),
      ...shape,
    );
  }

  gram(channels: number): Shapes[2] {
    const drawn = this.normals(channels ** 2);
    const values = drawn.map((_, index) => {
      const [row, column] = [Math.floor(index / channels), index % channels];
      return 100 * drawn[Math.min(row, column) * channels + Math.max(row, column)]!;
    });
    return this.drawn(values, channels, channels);
  }

  root(channels: number): Shapes[2] {
    const drawn = this.normals(channels ** 2).map(value => value / 2);
    const values = drawn.map((_, index) => {
      const [row, column] = [Math.floor(index / channels), index % channels];
      let sum = row === column ? 0.2 : 0;
      for (let i = 0; i < channels; i++) sum += drawn[row * channels + i]! * drawn[column * channels + i]!;
      return sum / Math.sqrt(channels);
    });
    return this.drawn(values, channels, channels);
  }

  mask(height: number, width: number): Shapes[4] {
    const values = Float32Array.from({ length: height * width }, () => this.random.uniform());
    return this.drawn(values, 1, height, width, 1);
  }

  protected abstract takeImage(values: Float32Array, height: number, width: number): T;
  protected abstract takeArray(values: Float32Array, height: number, width: number, channels: number): T;
  protected abstract takeGiven(array: Shaped, values: Float32Array): void;

  private normals(count: number): Float32Array {
    return Float32Array.from(this.random.normals(count));
  }

  private stored(values: Float32Array): Float32Array {
    return this.precision === 'f16' ? values.map(f16round) : values;
  }

  /** An array of weights or targets, of which a kernel set reads the shape; its numbers are looked up by the object. */
  private drawn<Shape extends readonly number[]>(values: Float32Array, ...shape: Shape): Shaped<Shape> {
    const array = shaped(...shape);
    this.takeGiven(array, values);
    return array;
  }
}
