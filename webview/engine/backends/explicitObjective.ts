import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { stockKernels } from './tensor/stockKernels';
import { tensorKernels, type TensorKernels } from './tensorKernels';
import type { Precision } from '../gradient/precision';
import { planOf } from './webgpu/tunedDevice';
import { createWebGpuObjective } from './webgpu/objective';
import type { Evaluation, Objective, Targets } from '../losses/objective';
import { tidily } from '../support/tidy';
import type { Network } from '../network/vgg19';
import { lossTerms } from '../gradient/tappedLosses';
import { ExplicitProgram } from '../gradient/program';

/**
 * The fast objective: the explicit program on the kernels that suit tfjs's current backend. It uses the tensors of network and
 * targets until it is disposed of.
 * @param precision float32, except on WebGPU
 * @param recomputedBlocks how many blocks are recomputed, as in `ProgramShapes`
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
