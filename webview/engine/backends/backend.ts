import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { TensorKernels } from '../gradient/kernelSet';
import type { Precision } from '../gradient/precision';
import type { ProgramShapes } from '../gradient/programShapes';
import type { Objective, Targets } from '../losses/objective';
import type { StyleProducts } from '../losses/products';
import type { Network } from '../network/vgg19';
import type { Descent } from '../optimizers/descent';
import type { Taps, TileProgram } from '../tiles/tileProgram';

/**
 * Everything that is computed differently from device to device. Devices hold the one that suits them; all other rooms see this
 * type alone, so that no code but devices/ asks which device it runs on.
 */
export interface Backend {
  /** Networks look at images with these where targets are made. */
  readonly kernels: TensorKernels;
  readonly products: StyleProducts;
  /** The losses and gradient of a whole image. Uses the tensors of network and targets until it is disposed of. */
  objective(network: Network, targets: Targets, options?: ObjectiveOptions): Objective;
  /** The same of a tile. Uses the network's tensors until it is disposed of. */
  tileProgram(network: Network, taps: Taps): TileProgram;
  /** The fastest descent for a recipe. */
  descent(recipe: Recipe): Descent;
  /** What evaluating the losses takes, beside network, targets and image; known before there are any. */
  programMemory(program: ProgramShapes): ProgramMemory;
  readonly limits: MemoryLimits;
  /** How many times a network's weights lie in memory. */
  readonly weightCopies: number;
  /** Compiles all shaders of a run side by side, where there are any, so that no first epoch of a scale waits for them. */
  compile(
    programs: readonly ProgramShapes[],
    recipe: Recipe,
    onProgress: (fraction: number) => void,
  ): Promise<void>;
}

export interface ObjectiveOptions {
  /** `f32` unless told; only WebGPU has another. */
  readonly precision?: Precision | undefined;
  /** As in `ProgramShapes`. */
  readonly recomputedBlocks?: number | undefined;
}

export interface ProgramMemory {
  readonly bytes: number;
  /** Bytes of the largest array, which a device may not be able to hold in one piece. */
  readonly largest: number;
}

/** What a device can hold, in bytes. */
export interface MemoryLimits {
  /** For the activations of one program, beside the image itself and the optimiser's state. */
  readonly program: number;
  readonly buffer: number;
}
