import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import type { Term } from '../../../gradient/kernelSet';
import type { ContentTarget, StyleTarget } from '../../../losses/objective';
import type { Shapes } from '../../../network/shapes';
import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearGrid, linearItem, type Kernel } from '../program/kernel';
import { quadsIn, shapeOf, type Recorder } from '../program/recorder';
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
  return {
    evaluate: x => {
      const found = term.evaluate(product(x));
      return { ...found, gradient: product(found.gradient) };
    },
    dispose: () => term.dispose(),
  };
}

export function recordMask(recorder: Recorder, layer: ConvName, x: GpuArray, mask: GpuArray): GpuArray {
  const result = recorder.stored(`${layer} masked`, ...x.shape);
  const items = quadsIn(x);
  recorder.recording.launch(maskKernel(recorder.plan.precision), {
    label: layer,
    arrays: { x, weights: mask, result },
    parameters: { items, quads: shapeOf(x)[2] / 4 },
    grid: linearGrid(items),
  });
  return result;
}

/** The product of x [height, width, channels] and weights [height, width]. */
function maskKernel(precision: Precision): Kernel {
  return defineKernel({
    name: 'mask',
    precision,
    parameters: ['items', 'quads'],
    reads: { x: 'quads', weights: 'floats' },
    writes: { result: 'quads' },
    body: `${linearItem('p.items')}
  result[item] = Quad(vec4f(x[item]) * weights[item / p.quads]);`,
  });
}
