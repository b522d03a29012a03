import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import type { Term } from '../../../gradient/kernelSet';
import type { ContentTarget, StyleTarget } from '../../../losses/objective';
import type { Shapes } from '../../../network/shapes';
import { linearItem } from '../program/kernel';
import { floats, quads, quadsIn, shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/** The term of a target with a mask: it multiplies the activations before the loss, and so the gradient after it. */
export function masked(
  recorder: Recorder,
  { layer, mask }: StyleTarget<Shapes> | ContentTarget<unknown, Shapes>,
  term: Term<GpuArray, readonly GpuArray[]>,
): Term<GpuArray, readonly GpuArray[]> {
  return mask ? throughMask(recorder, layer, recorder.given(`${layer} mask`, mask), term) : term;
}

/** The term with a mask before it. @param mask the layer's, [1, height, width, 1] */
export function throughMask(
  recorder: Recorder,
  layer: ConvName,
  mask: GpuArray,
  term: Term<GpuArray, readonly GpuArray[]>,
): Term<GpuArray, readonly GpuArray[]> {
  const product = (x: GpuArray): GpuArray => recordMask(recorder, layer, x, mask);
  return x => {
    const found = term(product(x));
    return { ...found, gradient: product(found.gradient) };
  };
}

/** Records the product of x [height, width, channels] and a mask [height, width]. */
export function recordMask(recorder: Recorder, layer: ConvName, x: GpuArray, mask: GpuArray): GpuArray {
  const result = recorder.stored(`${layer} masked`, ...x.shape);
  const items = quadsIn(x);
  recorder.compute({
    name: 'mask',
    label: layer,
    parameters: { items, quads: shapeOf(x)[2] / 4 },
    reads: { x: quads(x), weights: floats(mask) },
    writes: { result: quads(result) },
    items,
    body: `${linearItem('p.items')}
  result[item] = Quad(vec4f(x[item]) * weights[item / p.quads]);`,
  });
  return result;
}
