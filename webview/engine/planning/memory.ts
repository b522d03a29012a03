import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { Backend, MemoryLimits, ProgramMemory } from '../backends/backend';
import type { ProgramShapes } from '../gradient/programShapes';

/** What a plan asks of a device's backend. */
export type Forecaster = Pick<Backend, 'programMemory' | 'limits' | 'weightCopies'>;

/** A program and the memory it takes. They are kept together, since a forecast records the whole program. */
export interface SizedProgram {
  readonly program: ProgramShapes;
  readonly memory: ProgramMemory;
}

export function sizeProgram(forecaster: Forecaster, program: ProgramShapes): SizedProgram {
  return { program, memory: forecaster.programMemory(program) };
}

/**
 * What a run may take on a device.
 * @param budget bytes that the person allows; 0 leaves it to the backend, which must guess: no browser tells how much
 * memory there is
 */
export function memoryLimits({ limits }: Forecaster, budget: number): MemoryLimits {
  return budget > 0 ? { ...limits, program: budget } : limits;
}

export function fits({ memory: { bytes, largest } }: SizedProgram, limits: MemoryLimits): boolean {
  return bytes <= limits.program && largest <= limits.buffer;
}

/**
 * The most bytes that a run will hold, known before it starts: what `RunSummary.peakBytes` will count, within about a tenth.
 * @param programs those of all scales, or of their tiles, at least one; they share one network
 * @param image [height, width] of the last scale
 */
export function forecastPeakBytes(
  forecaster: Forecaster,
  programs: readonly SizedProgram[],
  [height, width]: readonly [number, number],
  { optimizer }: Recipe,
): number {
  const largest = Math.max(...programs.map(({ program, memory }) => memory.bytes + targetBytes(program)));
  const { network } = programs[0]!.program;
  const weights = network.convolutions.reduce(
    (sum, { kernel, bias, head }) => sum + kernel.size + bias.size + (head?.size ?? 0),
    0,
  );
  const images = optimizer === 'lbfgs' ? lbfgsImages : adamImages;
  return largest + forecaster.weightCopies * 4 * weights + images * 12 * height * width;
}

/** Images that Adam's run holds: content, style, the shown one and its copies; image, gradient, moments and average. */
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
