/**
 * How 2x2 pixels become one between the network's blocks, always with stride 2. `average` is the mean, as in the paper and
 * the seed. The network was trained with `max`; `scaledAverage`, twice the mean, and `l2`, 0.78 times the root of the sum
 * of the four squares, keep activations about as large as max pooling makes them (the factors of
 * crowsonkb/style-transfer-pytorch, VGGFeatures.pooling_scales).
 */
export type Pooling = 'average' | 'scaledAverage' | 'max' | 'l2';

/**
 * What a window's mean, or under `l2` the root of its mean square, is multiplied by. 1.56 is 0.78 times the root of four
 * pixels.
 */
export const poolingScale = { average: 1, scaledAverage: 2, l2: 1.56 } as const;

/** The least that a mean square counts as in `l2`: the root has no finite gradient at 0. */
export const leastMeanSquare = 1e-24;

/** Window and stride, [rows, columns], on [1, height, width, channels]. An odd last row or column is dropped. */
export function poolWindow({
  shape: [, height, width],
}: {
  readonly shape: readonly number[];
}): [rows: number, columns: number] {
  return [height! > 1 ? 2 : 1, width! > 1 ? 2 : 1];
}
