import type { Tensor4D } from '@tensorflow/tfjs';

/** The stylized image as an optimiser changes it: its current state, and one step. All images are [1, height, width, 3]. */
export interface Descent {
  /** The image at which the losses are to be evaluated. Belongs to the descent, and is valid until its next step. */
  readonly image: Tensor4D;
  /** The picture to show after a step: the image, or the average over the last ones. Valid until the next step. */
  readonly shown: Tensor4D;
  /** Begins a scale at an image, which it takes over. The optimiser's state is resized to it, or dropped. */
  start(image: Tensor4D): void;
  /** Takes one step against the gradient at `image`, and takes the gradient over. */
  step(gradient: Tensor4D): void;
  dispose(): void;
}
