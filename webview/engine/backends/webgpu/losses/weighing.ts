import { leastDistance, type ContentTarget, type StyleTarget } from '../../../losses/objective';
import type { Shapes } from '../../../network/shapes';
import { weighKernel } from './lossKernels';
import type { Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/**
 * Records a difference's loss, and the factor that makes the difference its gradient, one number each, from its squares in
 * parts.
 */
export function recordWeighing(
  recorder: Recorder,
  target: StyleTarget<Shapes> | ContentTarget<unknown, Shapes>,
  squares: GpuArray,
): { loss: GpuArray; slope: GpuArray } {
  const { layer, coefficient, distance } = target;
  const loss = recorder.wide(`${layer} loss`, 1);
  const slope = recorder.wide(`${layer} slope`, 1);
  const { scale } = recorder;
  recorder.recording.launch(weighKernel(distance, recorder.plan.reduction, scale !== undefined), {
    label: layer,
    arrays: { squares, loss, slope, ...(scale && { factors: scale.factors }) },
    parameters: { coefficient, least: leastDistance(target) },
    grid: [1, 1, 1],
  });
  return { loss, slope };
}
