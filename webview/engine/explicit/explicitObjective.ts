import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { stockKernels } from '../kernels/stockKernels';
import { tensorKernels, type TensorKernels } from '../kernels/tensorKernels';
import type { Precision } from '../kernels/webgpu/kernel';
import { planOf } from '../kernels/webgpu/tunedDevice';
import { createWebGpuObjective } from '../kernels/webgpu/webgpuObjective';
import type { Evaluation, Objective, Targets } from '../objective';
import { tidily } from '../tidily';
import type { Network } from '../vgg19';
import { lossTerms } from './lossTerms';
import { ExplicitProgram } from './program';

/**
 * The fast objective: the explicit program on the kernels that suit tfjs's current backend.
 * @param precision only WebGPU has another than float32
 * @param recomputedBlocks as in `ProgramShapes`
 * Uses the tensors of network and targets until it is disposed of.
 */
export function createExplicitObjective(
  network: Network,
  targets: Targets,
  precision: Precision = 'f32',
  recomputedBlocks?: number,
): Objective {
  const backend = tf.backend();
  return backend instanceof WebGPUBackend
    ? createWebGpuObjective(network, targets, planOf(backend.device, precision), recomputedBlocks)
    : createTensorObjective(tensorKernels(), network, targets, recomputedBlocks);
}

/** The explicit program on stock tfjs operations. */
export function createStockObjective(network: Network, targets: Targets): Objective {
  return createTensorObjective(stockKernels, network, targets);
}

function createTensorObjective(
  kernels: TensorKernels,
  network: Network,
  targets: Targets,
  recomputedBlocks?: number,
): Objective {
  const program = new ExplicitProgram(
    kernels,
    network,
    lossTerms(kernels, network, targets),
    recomputedBlocks,
  );
  return {
    evaluate: image =>
      tidily((): Evaluation => {
        const { gradient, ...losses } = program.run(image);
        return { losses, gradient };
      }),
    dispose: () => program.dispose(),
  };
}
