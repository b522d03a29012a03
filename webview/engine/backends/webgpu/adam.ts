import * as tf from '@tensorflow/tfjs';
import type { Recipe } from '../../../../src/shared/recipe/recipe';
import { adamDefaults, resizeMoments } from '../../optimizers/adam';
import type { Descent, DescentArrays, DescentState } from '../../optimizers/descent';
import { adamKernel } from './shaders/adamKernel';
import { linearGrid, type Kernel } from './program/kernel';
import type { DeviceBuffers } from './program/deviceBuffers';
import { SingleLaunch } from './program/singleLaunch';
import { TensorBuffers } from './tensorBuffers';

/** The kernel of a recipe's step. */
export function stepKernel({ pixelRange, averaging }: Recipe): Kernel {
  return adamKernel({ clips: pixelRange === 'clipped', averages: averaging > 0 });
}

interface State {
  readonly image: tf.Tensor4D;
  /** Adam's moments, which are written in place, and so never handed out. */
  readonly first: tf.Tensor4D;
  readonly second: tf.Tensor4D;
  /** The sum of the iterate average, written in place too; absent without averaging. */
  readonly sum: tf.Tensor4D | undefined;
}

/** Adam, clipping and averaging, as in `TensorDescent`, but in one launch of our own on tfjs's buffers. */
export class WebGpuAdam implements Descent {
  private readonly tensors: TensorBuffers;
  private readonly launch: SingleLaunch;
  private readonly averages: boolean;
  private state: State | undefined;
  private mean: tf.Tensor4D | undefined;
  /** Steps since the run began. */
  private steps = 0;
  /** Steps since the average began. */
  private averaged = 0;

  constructor(
    memory: DeviceBuffers,
    private readonly recipe: Recipe,
  ) {
    this.tensors = new TensorBuffers(memory);
    this.averages = recipe.averaging > 0;
    this.launch = new SingleLaunch(memory, stepKernel(recipe));
  }

  get image(): tf.Tensor4D {
    return this.state!.image;
  }

  get shown(): tf.Tensor4D {
    return this.averages ? this.mean! : this.image;
  }

  start(image: tf.Tensor4D): void {
    const old = this.state;
    const [first, second] = old
      ? resizeMoments(old.first, old.second, image.shape)
      : [tf.zerosLike(image), tf.zerosLike(image)];
    this.disposeTensors();
    this.state = { image, first, second, sum: this.averages ? tf.zerosLike(image) : undefined };
    this.averaged = 0;
  }

  step(gradient: tf.Tensor4D): void {
    const { tensors, averages, recipe } = this;
    const { image, first, second, sum } = this.state!;
    const { beta1, epsilon } = adamDefaults;
    const { learningRate, secondMomentDecay: beta2, averaging } = recipe;
    const step = ++this.steps;
    const next = tensors.make<tf.Rank.R4>(image.shape);
    const mean = averages ? tensors.make<tf.Rank.R4>(image.shape) : undefined;
    const arrays = { gradient, image, first, second, next, sum, mean };
    const buffers = Object.entries(arrays).flatMap(([name, tensor]) =>
      tensor ? [[name, tensors.bufferOf(tensor)] as const] : [],
    );
    tensors.flush();
    this.launch.run({
      buffers: Object.fromEntries(buffers),
      parameters: {
        items: image.size,
        firstShare: 1 - beta1,
        secondShare: 1 - beta2,
        stepSize: learningRate / (1 - beta1 ** step),
        secondCorrection: Math.sqrt(1 - beta2 ** step),
        epsilon,
        sumShare: 1 - averaging,
        sumCorrection: 1 - averaging ** ++this.averaged,
      },
      grid: linearGrid(image.size),
    });
    tf.dispose([image, gradient]);
    this.mean?.dispose();
    this.mean = mean;
    this.state = { image: next, first, second, sum };
  }

  async save(): Promise<DescentState> {
    const { tensors, steps, averaged } = this;
    const { image, first, second, sum } = this.state!;
    const [, height, width] = image.shape;
    // One after the other, so that there is one staging buffer at a time.
    const arrays: DescentArrays = {
      image: await tensors.read(image),
      firstMoment: await tensors.read(first),
      secondMoment: await tensors.read(second),
      ...(sum && { sum: await tensors.read(sum) }),
    };
    return { height, width, steps, averaged, arrays };
  }

  restore({ height, width, steps, averaged, arrays }: DescentState): void {
    const shape: tf.Tensor4D['shape'] = [1, height, width, 3];
    const { averages, recipe } = this;
    const uploaded = (values: Float32Array | undefined): tf.Tensor4D =>
      values ? tf.tensor4d(values, shape) : tf.zeros(shape);
    this.disposeTensors();
    const image = uploaded(arrays.image);
    const sum = averages ? uploaded(arrays.sum) : undefined;
    this.state = {
      image,
      first: uploaded(arrays.firstMoment),
      second: uploaded(arrays.secondMoment),
      sum,
    };
    this.mean = sum && tf.div<tf.Tensor4D>(sum, 1 - recipe.averaging ** averaged);
    this.steps = steps;
    this.averaged = averaged;
  }

  dispose(): void {
    this.disposeTensors();
    this.launch.dispose();
  }

  private disposeTensors(): void {
    const { state } = this;
    for (const tensor of [state?.image, state?.first, state?.second, state?.sum, this.mean])
      tensor?.dispose();
    this.state = this.mean = undefined;
  }
}
