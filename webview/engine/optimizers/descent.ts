import type { Tensor4D } from '@tensorflow/tfjs';

/** The stylized image on its way downhill: where it stands, and one step of it. All are [1, height, width, 3]. */
export interface Descent {
  /** Where the losses are to be evaluated. Belongs to the descent, until its next step. */
  readonly image: Tensor4D;
  /** What is to be shown after a step: the image, or the average over its last ones. Until the next step. */
  readonly shown: Tensor4D;
  /** Begins at an image, which it takes over, or goes on from it at another size. */
  start(image: Tensor4D): void;
  /** One step against the gradient at `image`, which it takes over. */
  step(gradient: Tensor4D): void;
  dispose(): void;
}
