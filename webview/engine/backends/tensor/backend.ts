import { MemoryAccount } from '../../support/memoryAccount';
import { TensorDescent } from '../../optimizers/tensorDescent';
import type { TensorKernels } from '../../gradient/kernelSet';
import { ExplicitProgram, termsOf } from '../../gradient/program';
import type { ProgramShapes } from '../../gradient/programShapes';
import type { Objective, Targets } from '../../losses/objective';
import { stockProducts, type StyleProducts } from '../../losses/products';
import type { Network } from '../../network/vgg19';
import type { Taps, TileProgram } from '../../tiles/tileProgram';
import type { Recipe } from '../../../../src/shared/recipe/recipe';
import { tidy } from '../../support/tidy';
import type { Backend, ObjectiveOptions, ProgramMemory } from '../backend';
import { ByteCounter } from './countingKernels';
import { stockKernels } from './stockKernels';
import { TensorTileProgram } from './tileProgram';

const gibibyte = 2 ** 30;

/** Computes with tfjs's tensors: on WebGL and the plain processor by tfjs's own operations, on wasm by faster kernels. */
export class TensorBackend implements Backend {
  /** The memory for a program is half of what WebAssembly can have, 4 GiB. */
  readonly limits = { program: 2 * gibibyte, buffer: Infinity };
  /** The weights are needed twice, since tfjs's kernels take them turned for input gradients. */
  readonly weightCopies = 2;

  /** @param kernelBytes bytes that the kernels' own memory, which `account` counts, grows to while a program runs */
  constructor(
    readonly kernels: TensorKernels = stockKernels,
    readonly products: StyleProducts = stockProducts,
    private readonly kernelBytes: (program: ProgramShapes) => number = () => 0,
    readonly account = new MemoryAccount(),
  ) {}

  objective(network: Network, targets: Targets, { recomputedBlocks }: ObjectiveOptions): Objective {
    const { kernels } = this;
    const program = new ExplicitProgram(
      kernels,
      network,
      termsOf(kernels, network, targets),
      recomputedBlocks,
    );
    return { evaluate: image => tidy(() => program.run(image)), dispose: () => program.dispose() };
  }

  tileProgram(network: Network, taps: Taps): TileProgram {
    return new TensorTileProgram(this.kernels, this.products, network, taps);
  }

  descent(recipe: Recipe): TensorDescent {
    return new TensorDescent(recipe);
  }

  programMemory(program: ProgramShapes): ProgramMemory {
    const { network, targets, height, width, recomputedBlocks } = program;
    const counter = new ByteCounter();
    new ExplicitProgram(counter, network, termsOf(counter, network, targets), recomputedBlocks).run({
      shape: [1, height, width, 3],
    });
    return { bytes: counter.peak + this.kernelBytes(program), largest: counter.largest };
  }
}
