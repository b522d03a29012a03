import { leastMeanSquare, poolingScale, type Pooling } from '../../../network/pooling';
import { gateFunction, gateName, gateReads, type GateKind } from './gate';
import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearItem, type Kernel } from '../program/kernel';

const parameters = ['width', 'height', 'quads', 'windowX', 'windowY'];

/**
 * Pools as `pool` in pooling.ts does, over windows of `windowX` by `windowY`, each 1 or 2; width and height are the
 * result's.
 */
export function poolKernel(precision: Precision, pooling: Pooling): Kernel {
  return defineKernel({
    name: `pool ${pooling}`,
    precision,
    parameters: [...parameters, 'inputWidth'],
    reads: { x: 'quads' },
    writes: { result: 'quads' },
    declarations: `fn pixel(row: u32, column: u32, quad: u32) -> vec4f {
  return vec4f(x[(row * p.inputWidth + column) * p.quads + quad]);
}
${windowFunction(pooling)}`,
    body: `${linearItem('p.width * p.height * p.quads')}
  let column = (item / p.quads) % p.width * p.windowX;
  let row = item / p.quads / p.width * p.windowY;
  result[item] = Quad(pooled(row, column, item % p.quads));`,
  });
}

/** The gradient of `poolKernel` at its input, the gate's activation; width and height are the input's. */
export function poolGradientKernel(precision: Precision, pooling: Pooling, gate: GateKind): Kernel {
  return defineKernel({
    name: `pool ${pooling} gradient ${gateName(gate)}`,
    precision,
    parameters,
    reads: { gradient: 'quads', ...gateReads(gate) },
    writes: { result: 'quads' },
    declarations: `${gateFunction(gate)}
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
