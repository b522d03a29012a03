import { epsilon, powerShare } from '../../wasserstein';
import { gramAt } from './gram';
import { defineKernel, linearItem, linearWorkgroup, type Kernel } from './kernel';
import { reductionBy, type Reduction } from './reduction';

/** What the Wasserstein-2 style loss computes of small matrices, [channels, channels], between its products. See wasserstein.ts. */

/** Of the Gram matrix in parts the trace, for each pixel. One workgroup. */
export function powerKernel(reduction: Reduction): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  return defineKernel({
    name: 'power',
    subgroups,
    parameters: ['channels', 'parts'],
    factors: ['perPixel'],
    reads: { gram: 'floats' },
    writes: { power: 'floats' },
    declarations: `${declarations}${gramAt}`,
    body: `  var own = 0.0;
  for (var i = lane; i < p.channels; i += ${linearWorkgroup[0]}u) { own += gramAt(i, i); }
  let sum = ${sum('own')};
  if (lane == 0) { power[0] = p.perPixel * sum; }`,
  });
}

/** From the parts of the Gram matrix and the mean the covariance, as `momentsOf` has it. */
export function covarianceKernel(): Kernel {
  return defineKernel({
    name: 'covariance',
    parameters: ['channels', 'parts'],
    factors: ['perPixel'],
    reads: { gram: 'floats', mean: 'floats', power: 'floats' },
    writes: { result: 'floats' },
    declarations: gramAt,
    body: `${linearItem('p.channels * p.channels')}
  let row = item / p.channels;
  let column = item % p.channels;
  let diagonal = select(0, ${epsilon} + ${powerShare} * power[0], row == column);
  result[item] = p.perPixel * gramAt(row, column) - mean[row] * mean[column] + diagonal;`,
  });
}

/** The products of two arrays' numbers, summed: one number a workgroup. */
export function dotKernel(reduction: Reduction): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  return defineKernel({
    name: 'dot product',
    subgroups,
    parameters: ['items'],
    reads: { a: 'wides', b: 'wides' },
    writes: { products: 'floats' },
    declarations,
    body: `  let item = id.x + id.y * groups.x * ${linearWorkgroup[0]}u;
  var own = 0.0;
  if (item < p.items) { own = dot(a[item], b[item]); }
  let sum = ${sum('own')};
  if (lane == 0) { products[group.x + group.y * groups.x] = sum; }`,
  });
}

/** What the root's iteration divides by: the norm, or `share` of the features' power if that is more. One workgroup. */
export function normKernel(reduction: Reduction): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  return defineKernel({
    name: 'norm for the root',
    subgroups,
    factors: ['share'],
    reads: { squares: 'floats', power: 'floats' },
    writes: { norm: 'floats' },
    declarations,
    body: `  var own = 0.0;
  for (var i = lane; i < arrayLength(&squares); i += ${linearWorkgroup[0]}u) { own += squares[i]; }
  let square = ${sum('own')};
  if (lane == 0) { norm[0] = max(sqrt(square), p.share * power[0]); }`,
  });
}

/** d^2, from the parts of the trace of the root over its norm. One workgroup. */
export function distanceKernel(reduction: Reduction): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  return defineKernel({
    name: 'Wasserstein distance',
    subgroups,
    parameters: ['channels'],
    factors: ['trace'],
    reads: { traces: 'floats', norm: 'floats', covariance: 'floats', mean: 'floats', goal: 'floats' },
    writes: { squared: 'floats' },
    declarations,
    body: `  var own = 0.0;
  for (var i = lane; i < arrayLength(&traces); i += ${linearWorkgroup[0]}u) { own -= traces[i]; }
  own *= 2 * sqrt(norm[0]);
  for (var i = lane; i < p.channels; i += ${linearWorkgroup[0]}u) {
    let shift = mean[i] - goal[i];
    own += covariance[i * (p.channels + 1)] + shift * shift;
  }
  let sum = ${sum('own')};
  if (lane == 0) { squared[0] = p.trace + sum; }`,
  });
}

/** WGSL: an element of 1 - R M^(-1/2) R, whose second part times the root of the norm is in `inverse`. */
const slopeAt = `fn slopeAt(row: u32, column: u32) -> f32 {
  return select(0.0, 1.0, row == column) - inverse[row * p.channels + column] / sqrt(norm[0]);
}
`;

/** `matrix` of `WassersteinDistance`; a half of what each pixel weighs is the factor. */
export function matrixKernel(): Kernel {
  return defineKernel({
    name: 'Wasserstein matrix',
    parameters: ['channels'],
    factors: ['half'],
    reads: { inverse: 'floats', norm: 'floats' },
    writes: { result: 'floats' },
    declarations: slopeAt,
    body: `${linearItem('p.channels * p.channels')}
  result[item] = p.half * slopeAt(item / p.channels, item % p.channels);`,
  });
}

/** `row` of `WassersteinDistance`. */
export function rowKernel(): Kernel {
  return defineKernel({
    name: 'Wasserstein row',
    parameters: ['channels'],
    factors: ['half'],
    reads: { inverse: 'floats', norm: 'floats', mean: 'floats', goal: 'floats' },
    writes: { result: 'floats' },
    declarations: slopeAt,
    body: `${linearItem('p.channels')}
  var pull = mean[item] - goal[item];
  // The matrix is symmetric: down a column, neighbours read neighbours.
  for (var i = 0u; i < p.channels; i++) { pull -= slopeAt(i, item) * mean[i]; }
  result[item] = p.half * pull;`,
  });
}
