import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { TensorKernels } from '../gradient/kernelSet';
import type { ProgramShapes } from '../gradient/programShapes';
import type { Objective, Targets } from '../losses/objective';
import type { StyleProducts } from '../losses/products';
import type { Network } from '../network/vgg19';
import type { Descent } from '../optimizers/descent';
import type { RatesCache } from './webgpu/tuning/measuredRates';
import type { MemoryAccount } from '../support/memoryAccount';
import type { Taps, TileProgram } from '../tiles/tileProgram';

/**
 * All that is computed differently from device to device. A device holds the backend that suits it; all other rooms see this
 * type alone, so that no code but devices/ asks which device it runs on.
 */
export interface Backend {
  /** The kernels on tfjs's tensors with which features are computed for the targets. */
  readonly kernels: TensorKernels;
  readonly products: StyleProducts;
  /** The losses and gradient of a whole image. The tensors of network and targets are used until it is disposed of. */
  objective(network: Network, targets: Targets, options: ObjectiveOptions): Objective;
  /** The two passes over a tile. The program uses the network's tensors until it is disposed of. */
  tileProgram(network: Network, taps: Taps): TileProgram;
  /** The fastest descent for a recipe. */
  descent(recipe: Recipe): Descent;
  /** The memory that evaluating the losses takes, beside network, targets and image; known before there are any. */
  programMemory(program: ProgramShapes): ProgramMemory;
  readonly limits: MemoryLimits;
  /** What it holds beside tfjs's tensors. */
  readonly account: MemoryAccount;
  /** How many copies of a network's weights are in memory. */
  readonly weightCopies: number;
  /** Measures the device, or recalls its rates, so that later choices of kernels suit it; absent without a choice. */
  tune?(cache: RatesCache | undefined): Promise<void>;
  /** Compiles all shaders of a run at once, so that no scale's first epoch waits for them; absent where there are none. */
  compile?(
    programs: readonly ProgramShapes[],
    recipe: Recipe,
    onProgress: (fraction: number) => void,
  ): Promise<void>;
}

/** How an objective is computed, as in `ProgramShapes`; only WebGPU has another precision than float32. */
export type ObjectiveOptions = Pick<ProgramShapes, 'precision' | 'recomputedBlocks'>;

export interface ProgramMemory {
  readonly bytes: number;
  /** Bytes of the largest array, which a device may not be able to hold in one piece. */
  readonly largest: number;
}

/** What a device can hold, in bytes. */
export interface MemoryLimits {
  /** Bytes for the arrays of one program, beside the image itself and the optimiser's state. */
  readonly program: number;
  /** Bytes of the largest buffer. */
  readonly buffer: number;
}
