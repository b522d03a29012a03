import { linearItem } from '../program/kernel';
import { quads, quadsIn, wides, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/** Pads the first layer's kernel [3, 3, 3, out] to [3, 3, 4, out], once: the image's fourth channel has weight 0. */
export function recordPadded(recorder: Recorder, label: string, kernel: GpuArray): GpuArray {
  const outChannels = kernel.shape[3]!;
  const result = recorder.wide(label, 3, 3, 4, outChannels);
  recorder.compute({
    name: 'pad weights',
    parameters: { quads: outChannels / 4 },
    reads: { kernel: wides(kernel) },
    writes: { result: wides(result) },
    items: quadsIn(result),
    once: true,
    body: `${linearItem('36 * p.quads')}
  let channel = item / p.quads % 4;
  let at = (item / p.quads / 4 * 3 + min(channel, 2)) * p.quads + item % p.quads;
  result[item] = select(vec4f(), kernel[at], channel < 3);`,
  });
  return result;
}

/** Converts float32 weights to the stored precision, once. */
export function recordStored(recorder: Recorder, label: string, weights: GpuArray): GpuArray {
  const result = recorder.stored(label, ...weights.shape);
  const items = quadsIn(result);
  recorder.compute({
    name: 'store weights',
    parameters: { items },
    reads: { weights: wides(weights) },
    writes: { result: quads(result) },
    items,
    once: true,
    body: `${linearItem('p.items')}
  result[item] = Quad(weights[item]);`,
  });
  return result;
}
