import type { Recipe } from '../../../../src/shared/recipe/recipe';
import type { ProgramShapes } from '../../gradient/programShapes';
import type { Objective, Targets } from '../../losses/objective';
import type { Precision } from '../../gradient/precision';
import { isSoftwareAdapter } from '../../support/softwareAdapter';
import type { MemoryAccount } from '../../support/memoryAccount';
import { stockProducts } from '../../losses/products';
import type { Network } from '../../network/vgg19';
import type { Descent } from '../../optimizers/descent';
import { TensorDescent } from '../../optimizers/tensorDescent';
import type { Taps } from '../../tiles/tileProgram';
import type { Backend, MemoryLimits, ObjectiveOptions, ProgramMemory } from '../backend';
import { stockKernels } from '../tensor/stockKernels';
import { stepKernel, WebGpuAdam } from './adam';
import { forecast, programKernels } from './forecast';
import { createWebGpuObjective } from './objective';
import { DeviceBuffers } from './program/deviceBuffers';
import { compileAhead } from './program/pipelines';
import { WebGpuTileProgram } from './tileProgram';
import { typicalRates, type DeviceRates } from './tuning/deviceRates';
import { measuredRates, type RatesCache } from './tuning/measuredRates';
import { planFor, type Plan } from './tuning/plan';

const gibibyte = 2 ** 30;

/** Computes with our own WGSL on tfjs's device, and with tfjs's operations where targets are made. */
export class WebGpuBackend implements Backend {
  readonly kernels = stockKernels;
  readonly products = stockProducts;
  /** A single copy of the weights, which our shaders read in both directions. */
  readonly weightCopies = 1;

  private readonly memory: DeviceBuffers;
  private readonly emulated: boolean;
  /** What plans are made by: typical rates until the device is measured. */
  private rates: DeviceRates;

  constructor(private readonly device: GPUDevice) {
    this.memory = new DeviceBuffers(device);
    this.emulated = isSoftwareAdapter(device.adapterInfo);
    this.rates = typicalRates(this.emulated);
  }

  get account(): MemoryAccount {
    return this.memory.account;
  }

  get limits(): MemoryLimits {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    return { program: 3 * gibibyte, buffer: Math.min(maxBufferSize, maxStorageBufferBindingSize) };
  }

  objective(
    network: Network,
    targets: Targets,
    { precision, recomputedBlocks }: ObjectiveOptions,
  ): Objective {
    return createWebGpuObjective(this.memory, network, targets, this.plan(precision), recomputedBlocks);
  }

  tileProgram(network: Network, taps: Taps): WebGpuTileProgram {
    return new WebGpuTileProgram(this.memory, network, taps, this.plan('f32'));
  }

  descent(recipe: Recipe): Descent {
    return recipe.optimizer === 'adam' ? new WebGpuAdam(this.memory, recipe) : new TensorDescent(recipe);
  }

  programMemory(program: ProgramShapes): ProgramMemory {
    return forecast(program, this.plan(program.precision));
  }

  /** Does nothing on an emulated GPU: it has few kernels to choose from, and takes many seconds to measure them. */
  async tune(cache: RatesCache | undefined): Promise<void> {
    if (!this.emulated) await this.measure(cache);
  }

  /** Measures the device, emulated or not, or takes its rates from the cache. Later plans are made by them. */
  async measure(cache?: RatesCache): Promise<DeviceRates> {
    this.rates = await measuredRates(this.memory, cache);
    return this.rates;
  }

  private plan(precision: Precision): Plan {
    return planFor(this.rates, precision);
  }

  async compile(
    programs: readonly ProgramShapes[],
    recipe: Recipe,
    onProgress: (fraction: number) => void,
  ): Promise<void> {
    const kernels = programs.flatMap(program => programKernels(program, this.plan(program.precision)));
    await compileAhead(this.device, [...kernels, stepKernel(recipe)], onProgress);
  }
}
