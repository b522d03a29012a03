import type { Recipe } from './recipe';

/** One size of the pyramid. */
export interface Scale {
  /** Longest side of the content image, px. */
  readonly side: number;
  readonly epochs: number;
}

/** Epochs of the first scale, which lays out the picture from nothing, as a multiple of those of each later one. */
const firstShare = 5 / 3;

/** Divisor of the run's epochs that gives those at the content image's own size, for the output size `scale`. */
const ofEpochsAtOutput = 10;

/**
 * Scales of a run, coarse to fine: sides end / 2^(i/2) down to the recipe's coarsest (crowsonkb/style-transfer-pytorch,
 * style_transfer.py), with the recipe's epochs shared out among them. The output size `scale` adds the picture's full size
 * last where it is larger than the size worked at.
 * @param end longest side of the finished picture, px
 */
export function scalesOf(
  { size, coarsestSize, epochs, outputSize }: ScaleOptions,
  end: number,
): readonly Scale[] {
  const atOutput =
    outputSize === 'scale' && end > size && epochs > 1 ? Math.ceil(epochs / ofEpochsAtOutput) : 0;
  if (atOutput > 0) {
    const working = scalesOf({ size, coarsestSize, epochs: epochs - atOutput, outputSize: 'working' }, size);
    return [...working, { side: end, epochs: atOutput }];
  }
  const sides = [end];
  for (let i = 1; coarsestSize > 0 && sides.length < epochs; i++) {
    const side = Math.round(end / 2 ** (i / 2));
    if (side < coarsestSize) break;
    sides.unshift(side);
  }
  return sides.map((side, index) => ({ side, epochs: shareOf(index, sides.length, epochs) }));
}

type ScaleOptions = Pick<Recipe, 'size' | 'coarsestSize' | 'epochs' | 'outputSize'>;

/** Epochs of one scale, at least 1: the difference of a rounded running total, so that whole shares sum up to `epochs`. */
function shareOf(index: number, count: number, epochs: number): number {
  const spare = epochs - count;
  const until = (n: number): number =>
    n === 0 ? 0 : Math.round((spare * (firstShare + n - 1)) / (firstShare + count - 1));
  return 1 + until(index + 1) - until(index);
}
