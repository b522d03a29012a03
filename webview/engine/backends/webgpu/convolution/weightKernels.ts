import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearItem, type Kernel } from '../program/kernel';

/** Pads the first layer's kernel [9, 3, out] to [9, 4, out]: the image's fourth channel has weight 0. */
export function padWeightsKernel(): Kernel {
  return defineKernel({
    name: 'pad weights',
    parameters: ['quads'],
    reads: { kernel: 'wides' },
    writes: { result: 'wides' },
    body: `${linearItem('36 * p.quads')}
  let channel = item / p.quads % 4;
  let at = (item / p.quads / 4 * 3 + min(channel, 2)) * p.quads + item % p.quads;
  result[item] = select(vec4f(), kernel[at], channel < 3);`,
  });
}

/** Converts float32 weights to the stored precision. */
export function storeKernel(precision: Precision): Kernel {
  return defineKernel({
    name: 'store weights',
    precision,
    parameters: ['items'],
    reads: { weights: 'wides' },
    writes: { result: 'quads' },
    body: `${linearItem('p.items')}
  result[item] = Quad(weights[item]);`,
  });
}
