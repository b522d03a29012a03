import type { Recipe } from './recipe';

/** One size of the pyramid. */
export interface Scale {
  /** Longest side of the content image, px. */
  readonly side: number;
  readonly epochs: number;
}

/** The first scale lays out the picture from nothing and gets this many times as many epochs as each later one. */
const firstShare = 5 / 3;

/** With the output size `scale`, one of so many epochs is taken at the content image's own size. */
const ofEpochsAtOutput = 10;

/**
 * Sides end / 2^(i/2) down to the recipe's coarsest, coarse to fine (crowsonkb/style-transfer-pytorch, style_transfer.py), and
 * the recipe's epochs shared out among them. Where the picture is larger than the size worked at, its own size comes last.
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

/** Differences of a running total, so that the shares are whole and sum up to `epochs`; each is at least 1. */
function shareOf(index: number, count: number, epochs: number): number {
  const spare = epochs - count;
  const until = (n: number): number =>
    n === 0 ? 0 : Math.round((spare * (firstShare + n - 1)) / (firstShare + count - 1));
  return 1 + until(index + 1) - until(index);
}
