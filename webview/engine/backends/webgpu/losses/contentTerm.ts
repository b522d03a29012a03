import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import type { Term } from '../../../gradient/kernelSet';
import type { ContentTarget } from '../../../losses/objective';
import type { Shapes } from '../../../network/shapes';
import { linearGrid } from '../program/kernel';
import { differenceKernel, squaresKernel } from './lossKernels';
import { quadsIn, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { recordWeighing } from './weighing';

/** The content loss of a layer and its gradient, from the squared distance from the target. */
export function contentTerm(
  recorder: Recorder,
  target: ContentTarget<Shapes[4], Shapes>,
): Term<GpuArray, readonly GpuArray[]> {
  const { layer, features } = target;
  const goal = recorder.given(`${layer} features`, features);
  return {
    evaluate: x => {
      const { loss, slope } = recordWeighing(recorder, target, recordSquares(recorder, layer, x, goal));
      return { loss: [loss], gradient: recordDifference(recorder, layer, x, goal, slope) };
    },
    dispose: () => undefined,
  };
}

/** Records the sum of squares of x - goal, in parts that are still to be added up. */
export function recordSquares(recorder: Recorder, layer: ConvName, x: GpuArray, goal: GpuArray): GpuArray {
  const items = quadsIn(x);
  const squares = recorder.partials(`${layer} squares`, items);
  recorder.recording.launch(squaresKernel(recorder.plan.precision, recorder.plan.reduction), {
    label: layer,
    arrays: { x, goal, squares },
    parameters: { items },
    grid: linearGrid(items),
  });
  return squares;
}

/** Records slope * (x - goal), the content loss's gradient. */
export function recordDifference(
  recorder: Recorder,
  layer: ConvName,
  x: GpuArray,
  goal: GpuArray,
  slope: GpuArray,
): GpuArray {
  const items = quadsIn(x);
  const result = recorder.stored(`${layer} content gradient`, ...x.shape);
  recorder.recording.launch(differenceKernel(recorder.plan.precision), {
    label: layer,
    arrays: { x, goal, slope, result },
    parameters: { items },
    grid: linearGrid(items),
  });
  return result;
}
