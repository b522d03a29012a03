import type * as tf from '@tensorflow/tfjs';
import type { Evaluation, Objective, Targets } from '../../losses/objective';
import type { Network } from '../../network/vgg19';
import type { DeviceBuffers } from './program/deviceBuffers';
import { Execution } from './program/execution';
import { makeGradientScale, settlingRuns, type GradientScaleBuffers } from './shaders/gradientScale';
import type { Plan } from './tuning/plan';
import { lossesBytes, recordObjective, type ImageSize } from './recordObjective';
import { TensorBuffers } from './tensorBuffers';

/**
 * The explicit program in our own WGSL, on the same device as tfjs. It is recorded once for an image's size; every epoch is
 * then the same launches on the same buffers, queued without waiting for anything.
 * @param recomputedBlocks how many blocks are recomputed, as in `ProgramShapes`
 */
export function createWebGpuObjective(
  memory: DeviceBuffers,
  network: Network,
  targets: Targets,
  plan: Plan,
  recomputedBlocks: number,
): Objective {
  let current: SizedObjective | undefined;

  function objectiveFor(size: ImageSize): SizedObjective {
    if (!current?.suits(size)) {
      current?.dispose();
      current = new SizedObjective(memory, network, targets, plan, size, recomputedBlocks);
    }
    return current;
  }

  return {
    evaluate: image => objectiveFor({ height: image.shape[1], width: image.shape[2] }).evaluate(image),
    dispose: () => current?.dispose(),
  };
}

/** The objective recorded for one size of image. */
class SizedObjective implements Objective {
  private readonly tensors: TensorBuffers;
  private readonly image: GPUBuffer;
  private readonly gradient: GPUBuffer;
  /** The style, content and variation loss, float32. */
  private readonly losses: GPUBuffer;
  private readonly scale: GradientScaleBuffers | undefined;
  private settled = false;
  private readonly execution: Execution;

  constructor(
    private readonly memory: DeviceBuffers,
    network: Network,
    targets: Targets,
    plan: Plan,
    private readonly size: ImageSize,
    recomputedBlocks: number,
  ) {
    const imageBytes = 4 * 3 * size.height * size.width;
    const tensors = new TensorBuffers(memory);
    this.tensors = tensors;
    this.image = tensors.makeBuffer(imageBytes);
    this.gradient = tensors.makeBuffer(imageBytes);
    this.losses = tensors.makeBuffer(lossesBytes);
    this.scale = plan.precision === 'f16' ? makeGradientScale(memory) : undefined;
    const recording = recordObjective({
      network,
      targets,
      plan,
      size,
      recomputedBlocks,
      bufferOf: tensor => tensors.lend(tensor),
      image: this.image,
      gradient: this.gradient,
      losses: this.losses,
      scale: this.scale,
    });
    tensors.flush();
    this.execution = new Execution(memory, recording);
  }

  suits({ height, width }: ImageSize): boolean {
    return this.size.height === height && this.size.width === width && this.tensors.areCurrent();
  }

  evaluate(image: tf.Tensor4D): Evaluation {
    const { tensors } = this;
    const source = tensors.bufferOf(image);
    tensors.flush();
    this.memory.copy([{ from: source, to: this.image }]);
    this.settle();
    this.execution.run();
    const [style, content, variation] = [0, 1, 2].map(() => tensors.make<tf.Rank.R0>([])) as [
      tf.Scalar,
      tf.Scalar,
      tf.Scalar,
    ];
    const gradient = tensors.make<tf.Rank.R4>(image.shape);
    this.memory.copy([
      { from: this.gradient, to: tensors.bufferOf(gradient) },
      ...[style, content, variation].map((loss, index) => ({
        from: this.losses,
        offset: 4 * index,
        to: tensors.bufferOf(loss),
      })),
    ]);
    return { losses: { style, content, variation }, gradient };
  }

  /** Finds the scale of the first image's gradients, from which it follows those of later images. */
  private settle(): void {
    if (this.settled) return;
    this.settled = true;
    if (this.scale) for (let run = 0; run < settlingRuns; run++) this.execution.run();
  }

  dispose(): void {
    this.execution.dispose();
    this.memory.destroy(this.ends);
  }

  /** The buffers of the input, of the outputs, and of what is kept from one evaluation to the next. */
  private get ends(): readonly GPUBuffer[] {
    const { scale } = this;
    return [this.image, this.gradient, this.losses, ...(scale ? [scale.factors, scale.largest] : [])];
  }
}
