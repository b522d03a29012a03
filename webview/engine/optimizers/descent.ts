import type { Tensor4D } from '@tensorflow/tfjs';

/** All that a descent needs to go on later, or on another device, as if it had never been interrupted. */
export interface DescentState {
  readonly height: number;
  readonly width: number;
  /** Steps since the run began. */
  readonly steps: number;
  /** Images in the iterate average, which begins with each scale. */
  readonly averaged: number;
  /**
   * The image, Adam's moments and the average's sum, height * width * 3 numbers each. All but the image are absent where the
   * recipe has none, and those of L-BFGS, which would be twenty images, are not kept: it gathers its curvature anew.
   */
  readonly arrays: DescentArrays;
}

export const descentArrays = ['image', 'firstMoment', 'secondMoment', 'sum'] as const;

export type DescentArrays = { readonly image: Float32Array } & {
  readonly [name in Exclude<(typeof descentArrays)[number], 'image'>]?: Float32Array;
};

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
  /** Copies the state after a step into the processor's memory. No other step may be taken until it has settled. */
  save(): Promise<DescentState>;
  /** Goes on where a state was saved: as if its last step had just been taken. */
  restore(state: DescentState): void;
  dispose(): void;
}
