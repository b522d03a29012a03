import type { Edges } from '../../../network/edges';
import type { Distance } from '../../../losses/objective';
import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearItem, linearWorkgroup, type Kernel } from '../program/kernel';
import { reductionBy, type Reduction } from '../shaders/reduction';

/** The sum of squares of x - goal, one number a workgroup. */
export function squaresKernel(precision: Precision, reduction: Reduction): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  return defineKernel({
    name: 'squares',
    precision,
    subgroups,
    parameters: ['items'],
    reads: { x: 'quads', goal: 'wides' },
    writes: { squares: 'floats' },
    declarations,
    body: `  let item = id.x + id.y * groups.x * ${linearWorkgroup[0]}u;
  var square = 0.0;
  if (item < p.items) {
    let difference = vec4f(x[item]) - goal[item];
    square = dot(difference, difference);
  }
  let sum = ${sum('square')};
  if (lane == 0) { squares[group.x + group.y * groups.x] = sum; }`,
  });
}

/**
 * The loss of a difference d, coefficient * |d|^2 or coefficient * |d|, from the parts of its sum of squares; and its
 * slope, the factor that makes d the loss's gradient, times the gradients' scale if there is one. Launched as one
 * workgroup.
 */
export function weighKernel(distance: Distance, reduction: Reduction, scaled = false): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  const scale = scaled ? 'factors[0]' : '1';
  const weighed = {
    squared: `loss[0] = p.coefficient * sum; slope[0] = 2 * p.coefficient * ${scale};`,
    norm: `let norm = sqrt(max(sum, p.least * p.least));
    loss[0] = p.coefficient * norm; slope[0] = p.coefficient / norm * ${scale};`,
  };
  return defineKernel({
    name: `weigh ${distance}${scaled ? ', scaled' : ''}`,
    subgroups,
    factors: ['coefficient', 'least'],
    reads: { squares: 'floats', ...(scaled && { factors: 'floats' as const }) },
    writes: { loss: 'floats', slope: 'floats' },
    declarations,
    body: `  var sum = 0.0;
  for (var i = lane; i < arrayLength(&squares); i += ${linearWorkgroup[0]}u) { sum += squares[i]; }
  sum = ${sum('sum')};
  if (lane == 0) {
    ${weighed[distance]}
  }`,
  });
}

/** A content loss's gradient, slope * (x - goal). */
export function differenceKernel(precision: Precision): Kernel {
  return defineKernel({
    name: 'difference',
    precision,
    parameters: ['items'],
    reads: { x: 'quads', goal: 'wides', slope: 'floats' },
    writes: { result: 'quads' },
    body: `${linearItem('p.items')}
  result[item] = Quad(slope[0] * (vec4f(x[item]) - goal[item]));`,
  });
}

/**
 * The variation loss of an image, weight * (sum |dx| + sum |dy|), one number a workgroup; and its gradient, times the
 * gradients' scale if there is one.
 */
export function variationKernel(
  precision: Precision,
  edges: Edges,
  reduction: Reduction,
  scaled = false,
): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  // The neighbour beyond an edge is the pixel itself, which makes no difference, or under `wrap` the first on the other side.
  const next = (at: string, size: string): string =>
    edges === 'wrap' ? `(${at} + 1) % ${size}` : `min(${at} + 1, ${size} - 1)`;
  const previous = (at: string, size: string): string =>
    edges === 'wrap' ? `(${at} + ${size} - 1) % ${size}` : `max(${at}, 1) - 1`;
  return defineKernel({
    name: `variation${edges === 'wrap' ? ', wrapped' : ''}${scaled ? ', scaled' : ''}`,
    precision,
    subgroups,
    parameters: ['width', 'height'],
    factors: ['weight'],
    reads: { x: 'quads', ...(scaled && { factors: 'floats' as const }) },
    writes: { result: 'quads', loss: 'floats' },
    declarations: `${declarations}
fn pixel(column: u32, row: u32) -> vec4f { return vec4f(x[row * p.width + column]); }
`,
    body: `  let item = id.x + id.y * groups.x * ${linearWorkgroup[0]}u;
  var length = 0.0;
  if (item < p.width * p.height) {
    let column = item % p.width;
    let row = item / p.width;
    let here = pixel(column, row);
    let right = pixel(${next('column', 'p.width')}, row) - here;
    let below = pixel(column, ${next('row', 'p.height')}) - here;
    let left = here - pixel(${previous('column', 'p.width')}, row);
    let above = here - pixel(column, ${previous('row', 'p.height')});
    length = dot(abs(right) + abs(below), vec4f(1));
    result[item] = Quad(${scaled ? 'factors[0] * ' : ''}p.weight * (sign(left) + sign(above) - sign(right) - sign(below)));
  }
  let sum = ${sum('length')};
  if (lane == 0) { loss[group.x + group.y * groups.x] = p.weight * sum; }`,
  });
}
