import { epsilon, powerShare } from '../../../losses/wasserstein';
import { gramAt } from './gram';
import { defineKernel, linearItem, linearWorkgroup, type Elements, type Kernel } from '../program/kernel';
import { reductionBy, type Reduction } from '../shaders/reduction';

/**
 * The kernels of the Wasserstein-2 style loss on small matrices, [channels, channels], between its products. See
 * wasserstein.ts.
 */

/** A kernel of one workgroup, which computes one number from a sum. */
interface SingleSource {
  readonly name: string;
  readonly parameters?: readonly string[];
  readonly factors: readonly string[];
  readonly reads: Readonly<Record<string, Elements>>;
  /** The array that holds the number. */
  readonly writes: string;
  readonly functions?: string;
  /** WGSL that adds a lane's terms to `own`; `each(count)` begins a loop over the lane's share of `count` terms. */
  own(each: (count: string) => string): string;
  /** WGSL for the number, given the lanes' `sum`. */
  readonly result: string;
}

function singleKernel(
  reduction: Reduction,
  { name, parameters, factors, reads, writes, functions = '', own, result }: SingleSource,
): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  const each = (count: string): string => `for (var i = lane; i < ${count}; i += ${linearWorkgroup[0]}u)`;
  return defineKernel({
    name,
    subgroups,
    parameters: parameters ?? [],
    factors,
    reads,
    writes: { [writes]: 'floats' },
    declarations: `${declarations}${functions}`,
    body: `  var own = 0.0;
${own(each)}
  let sum = ${sum('own')};
  if (lane == 0) { ${writes}[0] = ${result}; }`,
  });
}

/** The features' power: the trace of the Gram matrix, given in parts, per pixel. */
export function powerKernel(reduction: Reduction): Kernel {
  return singleKernel(reduction, {
    name: 'power',
    parameters: ['channels', 'parts'],
    factors: ['perPixel'],
    reads: { gram: 'floats' },
    writes: 'power',
    functions: gramAt,
    own: each => `  ${each('p.channels')} { own += gramAt(i, i); }`,
    result: 'p.perPixel * sum',
  });
}

/** The covariance, as `momentsOf` computes it, from the mean and the parts of the Gram matrix. */
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

/** The dot product of two arrays, one number a workgroup. */
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

/** The number that the root's iteration divides by: the norm, or `share` times the features' power if that is more. */
export function normKernel(reduction: Reduction): Kernel {
  return singleKernel(reduction, {
    name: 'norm for the root',
    factors: ['share'],
    reads: { squares: 'floats', power: 'floats' },
    writes: 'norm',
    own: each => `  ${each('arrayLength(&squares)')} { own += squares[i]; }`,
    result: 'max(sqrt(sum), p.share * power[0])',
  });
}

/** The squared distance d^2, from the parts of the trace that the root has when its matrix is divided by the norm. */
export function distanceKernel(reduction: Reduction): Kernel {
  return singleKernel(reduction, {
    name: 'Wasserstein distance',
    parameters: ['channels'],
    factors: ['trace'],
    reads: { traces: 'floats', norm: 'floats', covariance: 'floats', mean: 'floats', goal: 'floats' },
    writes: 'squared',
    own: each => `  ${each('arrayLength(&traces)')} { own -= traces[i]; }
  own *= 2 * sqrt(norm[0]);
  ${each('p.channels')} {
    let shift = mean[i] - goal[i];
    own += covariance[i * (p.channels + 1)] + shift * shift;
  }`,
    result: 'p.trace + sum',
  });
}

/** WGSL for an element of 1 - R M^(-1/2) R; `inverse` holds R M^(-1/2) R times the square root of the norm. */
const slopeAt = `fn slopeAt(row: u32, column: u32) -> f32 {
  return select(0.0, 1.0, row == column) - inverse[row * p.channels + column] / sqrt(norm[0]);
}
`;

/** The `matrix` of `WassersteinDistance`; the factor `half` is a half over what all pixels weigh together. */
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

/** The `row` of `WassersteinDistance`. */
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
  // The matrix is symmetric, so it is read down its columns, where neighbouring invocations read neighbouring numbers.
  for (var i = 0u; i < p.channels; i++) { pull -= slopeAt(i, item) * mean[i]; }
  result[item] = p.half * pull;`,
  });
}
