import type { ConvName } from '../../../../src/shared/model/vgg19Layout';
import type { Term } from '../../explicit/kernelSet';
import type { StyleTarget } from '../../objective';
import { gramDifferenceKernel, gramKernel, styleGradientKernel } from './gram';
import { linearGrid } from './kernel';
import { productGrid } from './tiling';
import { recordWeighing } from './weighing';
import { shapeOf, type Recorder } from './recorder';
import type { GpuArray } from './recording';

/** Pixels that one workgroup sums up for the Gram matrix: few enough to occupy a GPU, many enough to be worth its start. */
const pixelsInPart = 1024;

/** Style loss of a layer: the Gram matrix in parts, its distance from the target, and the gradient. */
export function styleTerm(recorder: Recorder, target: StyleTarget): Term<GpuArray, readonly GpuArray[]> {
  const { layer, gram } = target;
  const goal = recorder.tensor(`${layer} gram`, gram);

  function evaluate(activations: GpuArray): { loss: readonly GpuArray[]; gradient: GpuArray } {
    const found = recordStyleGram(recorder, layer, activations);
    const [parts, channels] = shapeOf(found);
    const items = (channels * channels) / 4;
    const difference = recorder.wide(`${layer} gram difference`, channels, channels);
    const squares = recorder.partials(`${layer} squares`, items);
    recorder.recording.launch(gramDifferenceKernel(recorder.plan.reduction), {
      label: layer,
      arrays: { gram: found, goal, result: difference, squares },
      parameters: { channels, parts },
      grid: linearGrid(items),
    });
    const { loss, slope } = recordWeighing(recorder, target, squares);
    return { loss: [loss], gradient: recordStyleGradient(recorder, layer, activations, difference, slope) };
  }

  return { evaluate, dispose: () => undefined };
}

/** The Gram matrix in parts, [parts, channels, channels], to be added up; only what lies above the diagonal is sure to be there. */
export function recordStyleGram(recorder: Recorder, layer: ConvName, activations: GpuArray): GpuArray {
  const { recording, plan } = recorder;
  const [height, width, channels] = shapeOf(activations);
  const pixels = height * width;
  const parts = Math.ceil(pixels / pixelsInPart);
  const quads = channels / 4;
  const tiling = plan.tiling(channels, channels, parts);
  const found = recorder.wide(`${layer} gram parts`, parts, channels, channels);
  recording.launch(gramKernel(plan.precision, tiling), {
    label: layer,
    arrays: { left: activations, right: activations, result: found },
    parameters: {
      rows: channels,
      quads,
      depth: Math.ceil(pixels / parts / 4),
      segments: 1,
      pixels,
    },
    grid: productGrid(tiling, channels, quads, parts),
    operations: pixels * channels ** 2,
  });
  return found;
}

/** From the difference of Gram matrices, [channels, channels], and its slope the gradient at the activations. */
export function recordStyleGradient(
  recorder: Recorder,
  layer: ConvName,
  activations: GpuArray,
  difference: GpuArray,
  slope: GpuArray,
): GpuArray {
  const { recording, plan } = recorder;
  const [height, width, channels] = shapeOf(activations);
  const pixels = height * width;
  const quads = channels / 4;
  const gradient = recorder.stored(`${layer} style gradient`, height, width, channels);
  const tiling = plan.tiling(pixels, channels, 1);
  recording.launch(styleGradientKernel(plan.precision, tiling), {
    label: layer,
    arrays: { left: activations, right: difference, slope, result: gradient },
    parameters: { rows: pixels, quads, depth: quads, segments: 1 },
    grid: productGrid(tiling, pixels, quads),
    operations: 2 * pixels * channels ** 2,
  });
  return gradient;
}
