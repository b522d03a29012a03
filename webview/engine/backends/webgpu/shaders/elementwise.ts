import { gateFunction, gateName, gateReads, type GateKind } from './gate';
import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearItem, type Kernel } from '../program/kernel';

/** Packs an image's three channels into one quad a pixel, whose fourth number is 0. */
export function packKernel(precision: Precision): Kernel {
  return defineKernel({
    name: 'pack image',
    precision,
    parameters: ['items'],
    reads: { image: 'floats' },
    writes: { result: 'quads' },
    body: `${linearItem('p.items')}
  result[item] = Quad(vec4f(image[3 * item], image[3 * item + 1], image[3 * item + 2], 0));`,
  });
}

/** The reverse of `packKernel`. A gradient that was stored times a scale is divided by it, or becomes 0 where it overflowed. */
export function unpackKernel(precision: Precision, scaled = false): Kernel {
  return defineKernel({
    name: scaled ? 'unpack image, scaled' : 'unpack image',
    precision,
    parameters: ['items'],
    reads: { x: 'quads', ...(scaled && { factors: 'floats' as const }) },
    writes: { image: 'floats' },
    body: `${linearItem('p.items')}
  ${
    scaled
      ? 'let pixel = select(vec4f(), vec4f(x[item]) * factors[1], factors[1] > 0);'
      : 'let pixel = vec4f(x[item]);'
  }
  image[3 * item] = pixel.x;
  image[3 * item + 1] = pixel.y;
  image[3 * item + 2] = pixel.z;`,
  });
}

/** The gate of the deepest layer, where nothing comes from above and `result` holds the layer's own gradient. */
export function gateKernel(precision: Precision): Kernel {
  const gate: GateKind = { activation: true, own: true };
  return defineKernel({
    name: 'gate',
    precision,
    parameters: ['items'],
    reads: gateReads(gate),
    writes: { result: 'quads' },
    declarations: gateFunction(gate),
    body: `${linearItem('p.items')}
  write(item, vec4f());`,
  });
}

/** Adds x to the result, in place. */
export function addKernel(precision: Precision): Kernel {
  return defineKernel({
    name: 'add',
    precision,
    parameters: ['items'],
    reads: { x: 'quads' },
    writes: { result: 'quads' },
    body: `${linearItem('p.items')}
  result[item] = Quad(vec4f(result[item]) + vec4f(x[item]));`,
  });
}

/** Folds the gradient [height + 2, width + 2] of an image with its edges repeated to the gradient of the image itself. */
export function foldKernel(precision: Precision, gate: GateKind): Kernel {
  return defineKernel({
    name: `fold ${gateName(gate)}`,
    precision,
    parameters: ['width', 'height', 'quads'],
    reads: { around: 'quads', ...gateReads(gate) },
    writes: { result: 'quads' },
    declarations: gateFunction(gate),
    body: `${linearItem('p.width * p.height * p.quads')}
  let column = item / p.quads % p.width;
  let row = item / p.quads / p.width;
  // The first and last row and column of the repeated image that show this pixel.
  let top = select(row + 1, 0u, row == 0);
  let bottom = select(row + 1, p.height + 1, row == p.height - 1);
  let left = select(column + 1, 0u, column == 0);
  let right = select(column + 1, p.width + 1, column == p.width - 1);
  var sum = vec4f();
  for (var y = top; y <= bottom; y++) {
    for (var x = left; x <= right; x++) {
      sum += vec4f(around[(y * (p.width + 2) + x) * p.quads + item % p.quads]);
    }
  }
  write(item, sum);`,
  });
}
