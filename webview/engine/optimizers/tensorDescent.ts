import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { clipToPixels } from '../images/workingScale';
import { IterateAverage } from './iterateAverage';
import { Adam } from './adam';
import { Lbfgs } from './lbfgs';
import type { Optimizer } from './optimizer';
import { descentArrays, type Descent, type DescentArrays, type DescentState } from './descent';

/** A descent on any device: the recipe's optimiser, clipping and averaging, one after the other, as tfjs operations. */
export class TensorDescent implements Descent {
  private readonly optimizer: Optimizer;
  private readonly average;
  private readonly clips: boolean;
  private current: tf.Tensor4D | undefined;

  constructor(recipe: Recipe) {
    const { optimizer, learningRate, secondMomentDecay: beta2 } = recipe;
    this.optimizer = optimizer === 'lbfgs' ? new Lbfgs() : new Adam({ learningRate, beta2 });
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

  async save(): Promise<DescentState> {
    const { image } = this;
    const [, height, width] = image.shape;
    const { steps, firstMoment, secondMoment } = this.optimizer.recall();
    const { sum, count: averaged } = this.average.state;
    const arrays: DescentArrays = {
      image: await read(image),
      ...(firstMoment && { firstMoment: await read(firstMoment) }),
      ...(secondMoment && { secondMoment: await read(secondMoment) }),
      ...(sum && { sum: await read(sum) }),
    };
    return { height, width, steps, averaged, arrays };
  }

  restore({ height, width, steps, averaged, arrays }: DescentState): void {
    const [image, firstMoment, secondMoment, sum] = descentArrays.map(
      name => arrays[name] && tf.tensor4d(arrays[name], [1, height, width, 3]),
    );
    this.optimizer.remember({
      steps,
      ...(firstMoment && { firstMoment }),
      ...(secondMoment && { secondMoment }),
    });
    this.current?.dispose();
    this.current = image!;
    this.average.resume(image!, sum, averaged);
  }

  dispose(): void {
    this.current?.dispose();
    this.current = undefined;
    this.average.restart();
    this.optimizer.dispose();
  }
}

async function read(tensor: tf.Tensor4D): Promise<Float32Array> {
  return (await tensor.data()) as Float32Array;
}
