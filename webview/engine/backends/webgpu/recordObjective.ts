import { ExplicitProgram, termsOf } from '../../gradient/program';
import type { TargetShapes } from '../../losses/objective';
import type { Shapes } from '../../network/shapes';
import type { Network } from '../../network/vgg19';
import { recordPack, recordUnpack } from './shaders/elementwise';
import { GradientScale, type GradientScaleBuffers } from './shaders/gradientScale';
import type { Plan } from './tuning/plan';
import { Recorder, type BufferOf } from './program/recorder';
import { recordReadout } from './shaders/readout';
import type { GpuArray, Recording } from './program/recording';
import { webGpuKernels } from './kernels';

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

interface ObjectiveSource {
  readonly network: Network<Shapes>;
  readonly targets: TargetShapes;
  readonly plan: Plan;
  readonly size: ImageSize;
  /** How many blocks are recomputed, as in `ProgramShapes`. */
  readonly recomputedBlocks: number;
  readonly bufferOf: BufferOf;
  /** [height, width, 3], float32, as `gradient` is. */
  readonly image: GPUBuffer;
  readonly gradient: GPUBuffer;
  /** The style, content and variation loss, float32. */
  readonly losses: GPUBuffer;
  /** The gradients' scale, where the plan stores in half precision. */
  readonly scale?: GradientScaleBuffers | undefined;
}

export const lossesBytes = 3 * 4;

/** Records an evaluation of the objective at an image of one size. */
export function recordObjective(source: ObjectiveSource): Recording {
  const { network, targets, plan, size, recomputedBlocks } = source;
  const { height, width } = size;
  const keepsWeights = plan.keepsWeights(height * width);
  const scale = source.scale && new GradientScale(source.scale);
  const recorder = new Recorder(plan, source.bufferOf, keepsWeights, undefined, scale);
  const pixels = height * width;
  const floats = (label: string, buffer: GPUBuffer, length: number): GpuArray => ({
    ...recorder.wide(label, length),
    buffer,
  });

  const packed = recordPack(recorder, floats('image', source.image, 3 * pixels), height, width);
  const kernels = webGpuKernels(recorder);
  const program = new ExplicitProgram(kernels, network, termsOf(kernels, network, targets), recomputedBlocks);
  const { gradient, losses } = program.run(packed);
  scale?.recordLargest(recorder, gradient);
  scale?.recordNext(recorder);
  recordUnpack(recorder, gradient, floats('gradient', source.gradient, 3 * pixels), scale?.factors);
  const { style, content, variation } = losses;
  recordReadout(recorder, [style, content, variation], floats('losses', source.losses, 3));
  return recorder.recording;
}
