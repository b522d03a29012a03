import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import type { Term } from '../../../gradient/kernelSet';
import type { ContentTarget, StyleTarget } from '../../../losses/objective';
import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearGrid, linearItem, type Kernel } from '../program/kernel';
import { quadsIn, shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/** The term of a target with a mask: the mask stands before the loss, so it stands after its gradient too. */
export function masked(
  recorder: Recorder,
  { layer, mask }: StyleTarget | ContentTarget,
  term: Term<GpuArray, readonly GpuArray[]>,
): Term<GpuArray, readonly GpuArray[]> {
  return mask ? throughMask(recorder, layer, recorder.tensor(`${layer} mask`, mask), term) : term;
}

/** @param mask [1, height, width, 1] of the layer */
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

/** result = x [height, width, channels] times weights [height, width]. */
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
