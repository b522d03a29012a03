import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearGrid, linearItem, type Kernel } from '../program/kernel';
import { shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/** How many pixels one invocation sums up. */
const pixelsInPart = 256;

/**
 * Records the sum over pixels of masked features, weighed by the mask once more, or their mean.
 * @param perPixel the factor of the sum: 1, or for a mean 1 over what all pixels weigh
 * @returns [channels]
 */
export function recordChannelSums(
  recorder: Recorder,
  layer: ConvName,
  features: GpuArray,
  mask: GpuArray | undefined,
  perPixel: number,
  result: GpuArray = recorder.wide(`${layer} mean`, shapeOf(features)[2]),
): GpuArray {
  const { recording, plan } = recorder;
  const [height, width, channels] = shapeOf(features);
  const parts = Math.ceil((height * width) / pixelsInPart);
  const quads = channels / 4;
  const found = recorder.wide(`${layer} channel sum parts`, parts, channels);
  recording.launch(channelPartsKernel(plan.precision, mask !== undefined), {
    label: layer,
    arrays: { x: features, result: found, ...(mask && { weights: mask }) },
    parameters: { parts, quads, pixels: height * width },
    grid: linearGrid(parts * quads),
  });
  recording.launch(channelSumsKernel(), {
    label: layer,
    arrays: { parts: found, result },
    parameters: { channels, count: parts, perPixel },
    grid: linearGrid(channels),
  });
  return result;
}

/** The sums over `pixelsInPart` pixels each, [parts, channels]. */
function channelPartsKernel(precision: Precision, masked: boolean): Kernel {
  return defineKernel({
    name: `channel sum parts${masked ? ', masked' : ''}`,
    precision,
    parameters: ['parts', 'quads', 'pixels'],
    reads: { x: 'quads', ...(masked && { weights: 'floats' as const }) },
    writes: { result: 'wides' },
    body: `${linearItem('p.parts * p.quads')}
  let first = item / p.quads * ${pixelsInPart};
  var sum = vec4f();
  for (var pixel = first; pixel < min(first + ${pixelsInPart}, p.pixels); pixel++) {
    sum += ${masked ? 'weights[pixel] * ' : ''}vec4f(x[pixel * p.quads + item % p.quads]);
  }
  result[item] = sum;`,
  });
}

function channelSumsKernel(): Kernel {
  return defineKernel({
    name: 'channel sums',
    parameters: ['channels', 'count'],
    factors: ['perPixel'],
    reads: { parts: 'floats' },
    writes: { result: 'floats' },
    body: `${linearItem('p.channels')}
  var sum = 0.0;
  for (var part = 0u; part < p.count; part++) { sum += parts[part * p.channels + item]; }
  result[item] = p.perPixel * sum;`,
  });
}
