/**
 * How 2x2 pixels become one between the network's blocks, always with stride 2. `average` is the mean, as in the paper and the
 * seed. The others keep activations about as large as the network learnt them with its own `max`, by the factors of
 * crowsonkb/style-transfer-pytorch, VGGFeatures.pooling_scales: `scaledAverage` is twice the mean; `l2` is 0.78 times the root of
 * the sum of four squares.
 */
export type Pooling = 'average' | 'scaledAverage' | 'max' | 'l2';

/** Of the pooling that is a mean, linear or of squares. 1.56 is 0.78 times the root of 4. */
export const poolingScale = { average: 1, scaledAverage: 2, l2: 1.56 } as const;

/** A mean square counts as at least this: its root has no gradient at 0. */
export const leastMeanSquare = 1e-24;

/** Window and stride, [rows, columns], on [1, height, width, channels]. An odd last row or column is dropped. */
export function poolWindow({
  shape: [, height, width],
}: {
  readonly shape: readonly number[];
}): [rows: number, columns: number] {
  return [height! > 1 ? 2 : 1, width! > 1 ? 2 : 1];
}
