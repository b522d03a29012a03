import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import { linearItem } from '../program/kernel';
import { floats, quads, quadsIn, shapeOf, wides, type Recorder } from '../program/recorder';
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
  const [height, width, channels] = shapeOf(features);
  const pixels = height * width;
  const parts = Math.ceil(pixels / pixelsInPart);
  const found = recorder.wide(`${layer} channel sum parts`, parts, channels);
  recorder.compute({
    name: `channel sum parts${mask ? ', masked' : ''}`,
    label: layer,
    parameters: { parts, quads: channels / 4, pixels },
    reads: { x: quads(features), ...(mask && { weights: floats(mask) }) },
    writes: { result: wides(found) },
    items: quadsIn(found),
    body: `${linearItem('p.parts * p.quads')}
  let first = item / p.quads * ${pixelsInPart};
  var sum = vec4f();
  for (var pixel = first; pixel < min(first + ${pixelsInPart}, p.pixels); pixel++) {
    sum += ${mask ? 'weights[pixel] * ' : ''}vec4f(x[pixel * p.quads + item % p.quads]);
  }
  result[item] = sum;`,
  });
  recorder.compute({
    name: 'channel sums',
    label: layer,
    parameters: { channels, count: parts },
    factors: { perPixel },
    reads: { parts: floats(found) },
    writes: { result: floats(result) },
    items: channels,
    body: `${linearItem('p.channels')}
  var sum = 0.0;
  for (var part = 0u; part < p.count; part++) { sum += parts[part * p.channels + item]; }
  result[item] = p.perPixel * sum;`,
  });
  return result;
}
