import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { Backend } from '../backends/backend';
import type { ProgramShapes } from '../gradient/programShapes';

/**
 * The most bytes that a run will hold, known before it starts: what `RunSummary.peakBytes` will count, within about a tenth.
 * @param programs those of all scales, or of their tiles; they share one network
 * @param image [height, width] of the last scale
 */
export function forecastPeakBytes(
  backend: Backend,
  programs: readonly ProgramShapes[],
  [height, width]: readonly [number, number],
  { optimizer }: Recipe,
): number {
  const largest = Math.max(
    ...programs.map(program => backend.programMemory(program).bytes + targetBytes(program)),
  );
  const { network } = programs[0]!;
  const weights = network.convolutions.reduce(
    (sum, { kernel, bias, head }) => sum + kernel.size + bias.size + (head?.size ?? 0),
    0,
  );
  const images = optimizer === 'lbfgs' ? lbfgsImages : adamImages;
  return largest + backend.weightCopies * 4 * weights + images * 12 * height * width;
}

/** How many images Adam's run holds: content, style, the shown one and its copies; image, gradient, two moments and the average. */
const adamImages = 10;
/** How many images L-BFGS's run holds, roughly: ten steps and ten changes of the gradient more. */
const lbfgsImages = adamImages + 20;

function targetBytes({ targets }: ProgramShapes): number {
  const style = targets.style.map(
    target =>
      (target.loss === 'wasserstein' ? target.root.size + target.mean.size : target.gram.size) +
      (target.mask?.size ?? 0),
  );
  const content = targets.content.map(({ features, mask }) => features.size + (mask?.size ?? 0));
  return 4 * [...style, ...content].reduce((sum, size) => sum + size, 0);
}
