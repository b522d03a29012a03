import type { TensorKernels } from '../../gradient/kernelSet';
import { ExplicitProgram } from '../../gradient/program';
import { termsOf } from '../../gradient/tappedLosses';
import type { Evaluation, Objective, Targets } from '../../losses/objective';
import type { Network } from '../../network/vgg19';
import { tidily } from '../../support/tidy';

/** The explicit program on tfjs's tensors. */
export function createTensorObjective(
  kernels: TensorKernels,
  network: Network,
  targets: Targets,
  recomputedBlocks: number,
): Objective {
  const program = new ExplicitProgram(kernels, network, termsOf(kernels, network, targets), recomputedBlocks);
  return {
    evaluate: image =>
      tidily((): Evaluation => {
        const { gradient, ...losses } = program.run(image);
        return { losses, gradient };
      }),
    dispose: () => program.dispose(),
  };
}
