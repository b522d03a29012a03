import { leastDistance, type ContentTarget, type StyleTarget } from '../../../losses/objective';
import type { Shapes } from '../../../network/shapes';
import { linearWorkgroup } from '../program/kernel';
import { floats, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { reductionBy } from '../shaders/reduction';

/**
 * Records the loss of a difference d, coefficient * |d|^2 or coefficient * |d|, from the parts of its sum of squares; and
 * its slope, the factor that makes d the loss's gradient, times the gradients' scale if there is one. Both are one number.
 */
export function recordWeighing(
  recorder: Recorder,
  target: StyleTarget<Shapes> | ContentTarget<unknown, Shapes>,
  squares: GpuArray,
): { loss: GpuArray; slope: GpuArray } {
  const { layer, coefficient, distance } = target;
  const { scale, plan } = recorder;
  const { subgroups, declarations, sum } = reductionBy(plan.reduction);
  const factor = scale ? 'factors[0]' : '1';
  const weighed = {
    squared: `loss[0] = p.coefficient * sum; slope[0] = 2 * p.coefficient * ${factor};`,
    norm: `let norm = sqrt(max(sum, p.least * p.least));
    loss[0] = p.coefficient * norm; slope[0] = p.coefficient / norm * ${factor};`,
  };
  const loss = recorder.wide(`${layer} loss`, 1);
  const slope = recorder.wide(`${layer} slope`, 1);
  recorder.compute({
    name: `weigh ${distance}${scale ? ', scaled' : ''}`,
    label: layer,
    subgroups,
    factors: { coefficient, least: leastDistance(target) },
    reads: { squares: floats(squares), ...(scale && { factors: floats(scale.factors) }) },
    writes: { loss: floats(loss), slope: floats(slope) },
    declarations,
    body: `  var sum = 0.0;
  for (var i = lane; i < arrayLength(&squares); i += ${linearWorkgroup[0]}u) { sum += squares[i]; }
  sum = ${sum('sum')};
  if (lane == 0) {
    ${weighed[distance]}
  }`,
  });
  return { loss, slope };
}
