import type * as tf from '@tensorflow/tfjs';

/** The images of a run at one scale, in working scale, the asker's to free. `X` is a tensor, or in a plan its shape. */
export interface ScaleImages<X = tf.Tensor4D> {
  /** [1, height, width, 3]. */
  readonly content: X;
  /** [1, height, width, 1], 0 to 1: how much each pixel of the content image counts, its alpha. Absent: all count fully. */
  readonly contentMask?: X;
  /** The style images, at least one. */
  readonly styles: readonly StyleImage<X>[];
}

export interface StyleImage<X = tf.Tensor4D> {
  /** [1, height, width, 3]; its size may be another than the content image's. */
  readonly image: X;
  /** [1, height, width, 1], 0 to 1: the style image's alpha. Absent: opaque. */
  readonly mask?: X;
  /** How much it counts against the other style images of its region. */
  readonly weight: number;
  /**
   * [1, height, width, 1], 0 to 1, of the content image's size: where this style is painted. Absent: everywhere. Style
   * images that hold the same tensor are blended there.
   */
  readonly region?: X;
}

export function disposeScaleImages({ content, contentMask, styles }: ScaleImages): void {
  const held = [content, contentMask, ...styles.flatMap(({ image, mask, region }) => [image, mask, region])];
  for (const tensor of new Set(held)) tensor?.dispose();
}
