import type { Gate } from '../../../gradient/kernelSet';
import { leastMeanSquare, poolingScale, poolWindow, type Pooling } from '../../../network/pooling';
import { linearItem } from '../program/kernel';
import { quads, quadsIn, shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { gateFunction, gateKind, gateName } from './gate';

/** Pools as `pool` in pooling.ts does. */
export function recordPool(recorder: Recorder, x: GpuArray, pooling: Pooling): GpuArray {
  const [inputHeight, inputWidth, channels] = shapeOf(x);
  const { windowX, windowY } = windowOf(x);
  const [height, width] = [Math.floor(inputHeight / windowY), Math.floor(inputWidth / windowX)];
  const result = recorder.stored('pooled', height, width, channels);
  recorder.compute({
    name: `pool ${pooling}`,
    parameters: { width, height, quads: channels / 4, windowX, windowY, inputWidth },
    reads: { x: quads(x) },
    writes: { result: quads(result) },
    items: quadsIn(result),
    declarations: `fn pixel(row: u32, column: u32, quad: u32) -> vec4f {
  return vec4f(x[(row * p.inputWidth + column) * p.quads + quad]);
}
${windowFunction(pooling)}`,
    body: `${linearItem('p.width * p.height * p.quads')}
  let column = (item / p.quads) % p.width * p.windowX;
  let row = item / p.quads / p.width * p.windowY;
  result[item] = Quad(pooled(row, column, item % p.quads));`,
  });
  return result;
}

/** The gradient of `recordPool` at its input, the gate's activation, finished by the gate. */
export function recordPoolGradient(
  recorder: Recorder,
  gradient: GpuArray,
  pooling: Pooling,
  gate: Gate<GpuArray>,
): GpuArray {
  const input = gate.activation!;
  const [height, width, channels] = shapeOf(input);
  const result = gate.own ?? recorder.stored('pool gradient', ...input.shape);
  const kind = gateKind(gate);
  recorder.compute({
    name: `pool ${pooling} gradient ${gateName(kind)}`,
    parameters: { width, height, quads: channels / 4, ...windowOf(input) },
    reads: { gradient: quads(gradient), activation: quads(input) },
    writes: { result: quads(result) },
    items: quadsIn(result),
    declarations: `${gateFunction(kind)}
fn pixel(row: u32, column: u32, quad: u32) -> vec4f {
  return vec4f(activation[(row * p.width + column) * p.quads + quad]);
}
${windowFunction(pooling)}
${slopeFunction(pooling)}`,
    body: `${linearItem('p.width * p.height * p.quads')}
  let quad = item % p.quads;
  let column = (item / p.quads) % p.width;
  let row = item / p.quads / p.width;
  let pooledColumn = column / p.windowX;
  let pooledRow = row / p.windowY;
  let pooledWidth = p.width / p.windowX;
  var above = vec4f();
  // An odd last row or column is in no window.
  if (pooledColumn < pooledWidth && pooledRow < p.height / p.windowY) {
    above = slope(row, column, quad) * vec4f(gradient[(pooledRow * pooledWidth + pooledColumn) * p.quads + quad]);
  }
  write(item, above);`,
  });
  return result;
}

function windowOf(input: GpuArray): { windowX: number; windowY: number } {
  const [windowY, windowX] = poolWindow({ shape: [1, ...input.shape] });
  return { windowX, windowY };
}

/** WGSL function `pooled(row, column, quad)`: the pooled value of the window that begins at a pixel. */
function windowFunction(pooling: Pooling): string {
  const join = {
    average: 'found + value',
    scaledAverage: 'found + value',
    max: 'max(found, value)',
    l2: 'found + value * value',
  }[pooling];
  const mean = 'found / f32(p.windowX * p.windowY)';
  const result = {
    average: mean,
    scaledAverage: `${poolingScale.scaledAverage} * ${mean}`,
    max: 'found',
    l2: `${poolingScale.l2} * sqrt(max(${mean}, vec4f(${leastMeanSquare})))`,
  }[pooling];
  return `fn pooled(row: u32, column: u32, quad: u32) -> vec4f {
  // Activations after a ReLU are at least 0, so 0 serves as the least maximum.
  var found = vec4f();
  for (var dy = 0u; dy < p.windowY; dy++) {
    for (var dx = 0u; dx < p.windowX; dx++) {
      let value = pixel(row + dy, column + dx, quad);
      found = ${join};
    }
  }
  return ${result};
}
`;
}

/** WGSL function `slope(row, column, quad)`: the derivative of the pooled value with respect to a pixel of its window. */
function slopeFunction(pooling: Pooling): string {
  const windowStart = `  let top = row - row % p.windowY;
  let left = column - column % p.windowX;`;
  const body = {
    average: '  return vec4f(1 / f32(p.windowX * p.windowY));',
    scaledAverage: `  return vec4f(${poolingScale.scaledAverage} / f32(p.windowX * p.windowY));`,
    // The slope is 1 at the first of equal maxima, row by row, and 0 elsewhere.
    max: `${windowStart}
  let value = pixel(row, column, quad);
  var earlier = vec4<bool>();
  for (var y = top; y <= row; y++) {
    for (var x = left; x < left + p.windowX; x++) {
      if (y < row || x < column) { earlier = earlier | (pixel(y, x, quad) == value); }
    }
  }
  return select(vec4f(), vec4f(1), (value == pooled(top, left, quad)) & !earlier);`,
    l2: `${windowStart}
  return ${poolingScale.l2 ** 2} / f32(p.windowX * p.windowY) * pixel(row, column, quad) / pooled(top, left, quad);`,
  }[pooling];
  return `fn slope(row: u32, column: u32, quad: u32) -> vec4f {
${body}
}
`;
}
