import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import type { Term } from '../../../gradient/kernelSet';
import type { GramTarget } from '../../../losses/objective';
import type { Shapes } from '../../../network/shapes';
import { gramKernel, recordGramDifference, styleGradientKernel } from './gram';
import { productGrid } from '../tuning/tiling';
import { recordWeighing } from './weighing';
import { shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/**
 * How many pixels one workgroup sums up for a Gram matrix: few enough that the workgroups occupy a GPU, many enough to be worth
 * starting one. Layers with many channels have more blocks, but fewer pixels.
 */
const pixelsInPart = (channels: number): number => (channels < 512 ? 1024 : 512);

/** The Gram loss of a layer and its gradient: the Gram matrix is computed in parts, and compared with the target. */
export function styleTerm(
  recorder: Recorder,
  target: GramTarget<Shapes>,
): Term<GpuArray, readonly GpuArray[]> {
  const { layer, gram } = target;
  const goal = recorder.given(`${layer} gram`, gram);

  return x => {
    const { difference, squares } = recordGramDifference(
      recorder,
      layer,
      recordStyleGram(recorder, layer, x),
      goal,
    );
    const { loss, slope } = recordWeighing(recorder, target, squares);
    return { loss: [loss], gradient: recordStyleGradient(recorder, layer, x, difference, slope) };
  };
}

/** Records the Gram matrix in parts, [parts, channels, channels], of which only the upper triangle can be relied on. */
export function recordStyleGram(recorder: Recorder, layer: ConvName, activations: GpuArray): GpuArray {
  const { recording, plan } = recorder;
  const [height, width, channels] = shapeOf(activations);
  const pixels = height * width;
  const parts = Math.ceil(pixels / pixelsInPart(channels));
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

/** The part of a style gradient that is the same for all pixels, [channels], and the mask that it is multiplied by. */
interface Alike {
  readonly row: GpuArray;
  readonly mask: GpuArray | undefined;
}

/** Records the gradient at the activations F, 2 * slope * (F matrix + row), for a symmetric matrix [channels, channels]. */
export function recordStyleGradient(
  recorder: Recorder,
  layer: ConvName,
  activations: GpuArray,
  matrix: GpuArray,
  slope: GpuArray,
  alike?: Alike,
): GpuArray {
  const { recording, plan } = recorder;
  const [height, width, channels] = shapeOf(activations);
  const pixels = height * width;
  const quads = channels / 4;
  const gradient = recorder.stored(`${layer} style gradient`, height, width, channels);
  const tiling = plan.tiling(pixels, channels, 1);
  const { row, mask } = alike ?? {};
  const kind = row ? (mask ? 'masked' : 'plain') : 'none';
  recording.launch(styleGradientKernel(plan.precision, tiling, kind), {
    label: layer,
    arrays: {
      ...{ left: activations, right: matrix, slope, result: gradient },
      ...(row && { along: row }),
      ...(mask && { weights: mask }),
    },
    parameters: { rows: pixels, quads, depth: quads, segments: 1 },
    grid: productGrid(tiling, pixels, quads),
    operations: 2 * pixels * channels ** 2,
  });
  return gradient;
}
