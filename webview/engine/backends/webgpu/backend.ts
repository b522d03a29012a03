import type { Recipe } from '../../../../src/shared/recipe/recipe';
import type { ProgramShapes } from '../../gradient/programShapes';
import type { Targets } from '../../losses/objective';
import { stockProducts } from '../../losses/products';
import type { Network } from '../../network/vgg19';
import type { Descent } from '../../optimizers/descent';
import { TensorDescent } from '../../optimizers/tensorDescent';
import type { Taps } from '../../tiles/tileProgram';
import type { Backend, MemoryLimits, ObjectiveOptions, ProgramMemory } from '../backend';
import { stockKernels } from '../tensor/stockKernels';
import { stepKernel, WebGpuAdam } from './adam';
import { forecast, programKernels } from './forecast';
import { createWebGpuObjective, type WebGpuObjective } from './objective';
import { compileAhead } from './program/pipelines';
import { WebGpuTileProgram } from './tileProgram';
import { planOf } from './tunedDevice';

const gibibyte = 2 ** 30;

/** Computes with our own WGSL on tfjs's device, and with tfjs's operations where targets are made. */
export class WebGpuBackend implements Backend {
  readonly kernels = stockKernels;
  readonly products = stockProducts;
  /** A single copy of the weights, which our shaders read in both directions. */
  readonly weightCopies = 1;

  constructor(private readonly device: GPUDevice) {}

  get limits(): MemoryLimits {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return { program: 3 * gibibyte, buffer: Math.min(maxBufferSize, maxStorageBufferBindingSize) };
  }

  objective(
    network: Network,
    targets: Targets,
    { precision, recomputedBlocks }: ObjectiveOptions,
  ): WebGpuObjective {
    return createWebGpuObjective(network, targets, planOf(this.device, precision), recomputedBlocks);
  }

  tileProgram(network: Network, taps: Taps): WebGpuTileProgram {
    return new WebGpuTileProgram(network, taps, planOf(this.device, 'f32'));
  }

  descent(recipe: Recipe): Descent {
    return recipe.optimizer === 'adam' ? new WebGpuAdam(recipe) : new TensorDescent(recipe);
  }

  programMemory(program: ProgramShapes): ProgramMemory {
    const { programBytes, largestBufferBytes } = forecast(program, planOf(this.device, program.precision));
    return { bytes: programBytes, largest: largestBufferBytes };
  }

  async compile(
    programs: readonly ProgramShapes[],
    recipe: Recipe,
    onProgress: (fraction: number) => void,
  ): Promise<void> {
    const kernels = programs.flatMap(program =>
      programKernels(program, planOf(this.device, program.precision)),
    );
    await compileAhead(this.device, [...kernels, stepKernel(recipe)], onProgress);
  }
}
