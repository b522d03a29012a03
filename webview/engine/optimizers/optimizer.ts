import type { Tensor4D } from '@tensorflow/tfjs';

/** What an optimiser remembers of the steps before. */
export interface Memory {
  /** Steps since the run began. */
  readonly steps: number;
  readonly firstMoment?: Tensor4D;
  readonly secondMoment?: Tensor4D;
}

/** Minimises the losses by one step an epoch, and remembers what it needs of the steps before. */
export interface Optimizer {
  /** The image after one step; the caller disposes of both images and of the gradient. All are [1, height, width, 3]. */
  next(image: Tensor4D, gradient: Tensor4D): Tensor4D;
  /** Prepares for images of another size; what can be carried over is resized. */
  resize(height: number, width: number): void;
  /** What it remembers, as far as that is worth keeping. The tensors stay its own. */
  recall(): Memory;
  /** Puts another memory in the place of its own, and takes the tensors over. */
  remember(memory: Memory): void;
  dispose(): void;
}
