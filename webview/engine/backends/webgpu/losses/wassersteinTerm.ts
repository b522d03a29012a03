import type { Term } from '../../../gradient/kernelSet';
import type { WassersteinTarget } from '../../../losses/objective';
import { leastNormShare } from '../../../losses/wasserstein';
import type { Shapes } from '../../../network/shapes';
import { recordChannelSums } from './channelSums';
import { linearGrid } from '../program/kernel';
import { recordMask } from './masked';
import { quadsIn, shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { recordProduct, recordSquareRoots } from './rootKernels';
import { recordStyleGradient, recordStyleGram } from './styleTerm';
import {
  covarianceKernel,
  distanceKernel,
  dotKernel,
  matrixKernel,
  normKernel,
  powerKernel,
  rowKernel,
} from './wassersteinKernels';
import { recordWeighing } from './weighing';

/** The Wasserstein-2 style loss of a layer and its gradient. It applies the mask itself, since the mean needs it once more. */
export function wassersteinTerm(
  recorder: Recorder,
  target: WassersteinTarget<Shapes>,
): Term<GpuArray, readonly GpuArray[]> {
  const { layer } = target;
  const mask = target.mask && recorder.given(`${layer} mask`, target.mask);
  const goal = recorder.given(`${layer} mean`, target.mean);
  const root = recorder.given(`${layer} root`, target.root);
  const through = (x: GpuArray): GpuArray => (mask ? recordMask(recorder, layer, x, mask) : x);

  function evaluate(activations: GpuArray): { loss: readonly GpuArray[]; gradient: GpuArray } {
    const features = through(activations);
    const moments = recordMoments(recorder, target, features, mask);
    const { squared, matrix, row } = recordDistance(recorder, target, moments, goal, root);
    const { loss, slope } = recordWeighing(recorder, target, squared);
    const gradient = recordStyleGradient(recorder, layer, features, matrix, slope, { row, mask });
    return { loss: [loss], gradient: through(gradient) };
  }

  return { evaluate, dispose: () => undefined };
}

interface Moments {
  /** [channels]. */
  readonly mean: GpuArray;
  /** [channels, channels]. */
  readonly covariance: GpuArray;
  /** A single float32: the mean over pixels of |F|^2. */
  readonly power: GpuArray;
}

function recordMoments(
  recorder: Recorder,
  { layer, pixels }: WassersteinTarget<Shapes>,
  features: GpuArray,
  mask: GpuArray | undefined,
): Moments {
  const perPixel = 1 / pixels;
  const mean = recordChannelSums(recorder, layer, features, mask, perPixel);
  const gram = recordStyleGram(recorder, layer, features);
  const [parts, channels] = shapeOf(gram);
  const parameters = { channels, parts, perPixel };
  const power = recorder.wide(`${layer} power`, 1);
  recorder.recording.launch(powerKernel(recorder.plan.reduction), {
    label: layer,
    arrays: { gram, power },
    parameters,
    grid: [1, 1, 1],
  });
  const covariance = recorder.wide(`${layer} covariance`, channels, channels);
  recorder.recording.launch(covarianceKernel(), {
    label: layer,
    arrays: { gram, mean, power, result: covariance },
    parameters,
    grid: linearGrid(channels ** 2),
  });
  return { mean, covariance, power };
}

/** Records what `wassersteinDistance` in losses/wasserstein.ts computes. */
function recordDistance(
  recorder: Recorder,
  target: WassersteinTarget<Shapes>,
  { mean, covariance, power }: Moments,
  goal: GpuArray,
  root: GpuArray,
): { squared: GpuArray; matrix: GpuArray; row: GpuArray } {
  const { recording } = recorder;
  const { layer: label, trace, norm: ofRoot, pixels } = target;
  const [channels] = mean.shape as [number];
  const between = (x: GpuArray): GpuArray =>
    recordProduct(recorder, label, recordProduct(recorder, label, root, x), root);

  const middle = between(covariance);
  const norm = recorder.wide(`${label} norm`, 1);
  recording.launch(normKernel(recorder.plan.reduction), {
    label,
    arrays: { squares: recordDot(recorder, label, middle, middle), power, norm },
    parameters: { share: leastNormShare * ofRoot },
    grid: [1, 1, 1],
  });
  const roots = recordSquareRoots(recorder, label, middle, norm);
  const squared = recorder.wide(`${label} distance`, 1);
  recording.launch(distanceKernel(recorder.plan.reduction), {
    label,
    arrays: { traces: recordDot(recorder, label, ...roots.root), norm, covariance, mean, goal, squared },
    parameters: { channels, trace },
    grid: [1, 1, 1],
  });
  const inverse = between(roots.inverse);
  const half = 1 / (2 * pixels);
  const matrix = recorder.wide(`${label} matrix`, channels, channels);
  recording.launch(matrixKernel(), {
    label,
    arrays: { inverse, norm, result: matrix },
    parameters: { channels, half },
    grid: linearGrid(channels ** 2),
  });
  const row = recorder.wide(`${label} row`, channels);
  recording.launch(rowKernel(), {
    label,
    arrays: { inverse, norm, mean, goal, result: row },
    parameters: { channels, half },
    grid: linearGrid(channels),
  });
  return { squared, matrix, row };
}

/** Records the dot product of two arrays, in parts that are still to be added up. */
function recordDot(recorder: Recorder, label: string, a: GpuArray, b: GpuArray): GpuArray {
  const items = quadsIn(a);
  const sums = recorder.partials(`${label} dot product`, items);
  recorder.recording.launch(dotKernel(recorder.plan.reduction), {
    label,
    arrays: { a, b, products: sums },
    parameters: { items },
    grid: linearGrid(items),
  });
  return sums;
}
