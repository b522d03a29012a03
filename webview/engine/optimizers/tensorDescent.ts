import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { clipToPixels } from '../images/workingScale';
import { IterateAverage } from './iterateAverage';
import { createOptimizer } from './createOptimizer';
import type { Descent } from './descent';

/** A descent on any device: the recipe's optimiser, clipping and averaging, one after the other, as tfjs operations. */
export class TensorDescent implements Descent {
  private readonly optimizer;
  private readonly average;
  private readonly clips: boolean;
  private current: tf.Tensor4D | undefined;

  constructor(recipe: Recipe) {
    this.optimizer = createOptimizer(recipe);
    this.average = new IterateAverage(recipe.averaging);
    this.clips = recipe.pixelRange === 'clipped';
  }

  get image(): tf.Tensor4D {
    return this.current!;
  }

  get shown(): tf.Tensor4D {
    return this.average.value;
  }

  start(image: tf.Tensor4D): void {
    const [, height, width] = image.shape;
    this.optimizer.resize(height, width);
    this.average.restart();
    this.current?.dispose();
    this.current = image;
  }

  step(gradient: tf.Tensor4D): void {
    const next = this.optimizer.next(this.image, gradient);
    tf.dispose([this.image, gradient]);
    this.current = this.clips ? clipToPixels(next) : next;
    this.average.add(this.current);
  }

  dispose(): void {
    this.current?.dispose();
    this.current = undefined;
    this.average.restart();
    this.optimizer.dispose();
  }
}
