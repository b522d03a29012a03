import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import type { Term } from '../../../gradient/kernelSet';
import type { ContentTarget } from '../../../losses/objective';
import type { Shapes } from '../../../network/shapes';
import { linearItem, linearWorkgroup } from '../program/kernel';
import { floats, quads, quadsIn, wides, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { reductionBy } from '../shaders/reduction';
import { recordWeighing } from './weighing';

/** The content loss of a layer and its gradient, from the squared distance from the target. */
export function contentTerm(
  recorder: Recorder,
  target: ContentTarget<Shapes[4], Shapes>,
): Term<GpuArray, readonly GpuArray[]> {
  const { layer, features } = target;
  const goal = recorder.given(`${layer} features`, features);
  return x => {
    const { loss, slope } = recordWeighing(recorder, target, recordSquares(recorder, layer, x, goal));
    return { loss: [loss], gradient: recordDifference(recorder, layer, x, goal, slope) };
  };
}

/** Records the sum of squares of x - goal, in parts that are still to be added up, one a workgroup. */
export function recordSquares(recorder: Recorder, layer: ConvName, x: GpuArray, goal: GpuArray): GpuArray {
  const { subgroups, declarations, sum } = reductionBy(recorder.plan.reduction);
  const items = quadsIn(x);
  const squares = recorder.partials(`${layer} squares`, items);
  recorder.compute({
    name: 'squares',
    label: layer,
    subgroups,
    parameters: { items },
    reads: { x: quads(x), goal: wides(goal) },
    writes: { squares: floats(squares) },
    items,
    declarations,
    body: `  let item = id.x + id.y * groups.x * ${linearWorkgroup[0]}u;
  var square = 0.0;
  if (item < p.items) {
    let difference = vec4f(x[item]) - goal[item];
    square = dot(difference, difference);
  }
  let sum = ${sum('square')};
  if (lane == 0) { squares[group.x + group.y * groups.x] = sum; }`,
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
  recorder.compute({
    name: 'difference',
    label: layer,
    parameters: { items },
    reads: { x: quads(x), goal: wides(goal), slope: floats(slope) },
    writes: { result: quads(result) },
    items,
    body: `${linearItem('p.items')}
  result[item] = Quad(slope[0] * (vec4f(x[item]) - goal[item]));`,
  });
  return result;
}
