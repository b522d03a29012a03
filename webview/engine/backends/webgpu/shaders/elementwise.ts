import type { Gate } from '../../../gradient/kernelSet';
import { linearItem } from '../program/kernel';
import { floats, quads, quadsIn, shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { gateFunction, gateKind, gateName } from './gate';

/** Packs an image [height, width, 3], float32, into one quad a pixel, whose fourth number is 0. */
export function recordPack(recorder: Recorder, image: GpuArray, height: number, width: number): GpuArray {
  const items = height * width;
  const result = recorder.stored('packed image', height, width, 4);
  recorder.compute({
    name: 'pack image',
    parameters: { items },
    reads: { image: floats(image) },
    writes: { result: quads(result) },
    items,
    body: `${linearItem('p.items')}
  result[item] = Quad(vec4f(image[3 * item], image[3 * item + 1], image[3 * item + 2], 0));`,
  });
  return result;
}

/**
 * The reverse of `recordPack`. A gradient that was stored times a scale is divided by it, or becomes 0 where it overflowed.
 * @param factors the scale's
 */
export function recordUnpack(recorder: Recorder, x: GpuArray, image: GpuArray, factors?: GpuArray): void {
  const items = quadsIn(x);
  recorder.compute({
    name: factors ? 'unpack image, scaled' : 'unpack image',
    parameters: { items },
    reads: { x: quads(x), ...(factors && { factors: floats(factors) }) },
    writes: { image: floats(image) },
    items,
    body: `${linearItem('p.items')}
  ${
    factors
      ? 'let pixel = select(vec4f(), vec4f(x[item]) * factors[1], factors[1] > 0);'
      : 'let pixel = vec4f(x[item]);'
  }
  image[3 * item] = pixel.x;
  image[3 * item + 1] = pixel.y;
  image[3 * item + 2] = pixel.z;`,
  });
}

/** Finishes the gradient of the deepest layer, where nothing comes from above, in place: `result` is the layer's own. */
export function recordGate(recorder: Recorder, activation: GpuArray, result: GpuArray): void {
  const items = quadsIn(result);
  recorder.compute({
    name: 'gate',
    parameters: { items },
    reads: { activation: quads(activation) },
    writes: { result: quads(result) },
    items,
    declarations: gateFunction({ activation: true, own: true }),
    body: `${linearItem('p.items')}
  write(item, vec4f());`,
  });
}

/** Adds x to the result, in place. */
export function recordAdd(recorder: Recorder, x: GpuArray, result: GpuArray): void {
  const items = quadsIn(x);
  recorder.compute({
    name: 'add',
    parameters: { items },
    reads: { x: quads(x) },
    writes: { result: quads(result) },
    items,
    body: `${linearItem('p.items')}
  result[item] = Quad(vec4f(result[item]) + vec4f(x[item]));`,
  });
}

/** Folds the gradient [height + 2, width + 2] of an image with its edges repeated to the gradient of the image itself. */
export function recordFold(
  recorder: Recorder,
  label: string,
  around: GpuArray,
  result: GpuArray,
  gate: Gate<GpuArray>,
): void {
  const [height, width, channels] = shapeOf(result);
  const kind = gateKind(gate);
  recorder.compute({
    name: `fold ${gateName(kind)}`,
    label,
    parameters: { width, height, quads: channels / 4 },
    reads: { around: quads(around), ...(gate.activation && { activation: quads(gate.activation) }) },
    writes: { result: quads(result) },
    items: quadsIn(result),
    declarations: gateFunction(kind),
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
