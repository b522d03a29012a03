import type { Term } from '../../../gradient/kernelSet';
import type { WassersteinTarget } from '../../../losses/objective';
import { epsilon, leastNormShare, powerShare } from '../../../losses/wasserstein';
import type { Shapes } from '../../../network/shapes';
import { linearItem, linearWorkgroup } from '../program/kernel';
import { floats, quadsIn, shapeOf, wides, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { reductionBy } from '../shaders/reduction';
import { recordChannelSums } from './channelSums';
import { gramAt } from './gram';
import { recordMask } from './masked';
import { recordProduct, recordSquareRoots } from './rootKernels';
import { recordStyleGradient, recordStyleGram } from './styleTerm';
import { recordWeighing } from './weighing';

/** The Wasserstein-2 style loss of a layer and its gradient. It applies the mask itself, since the mean needs it once more. */
export function wassersteinTerm(
  recorder: Recorder,
  target: WassersteinTarget<Shapes>,
): Term<GpuArray, readonly GpuArray[]> {
  const { layer } = target;
  const mask = target.mask && recorder.given(`${layer} mask`, target.mask);
  const goal = recorder.given(`${layer} mean`, target.mean);
  const root = recorder.given(`${layer} root`, target.root);
  const through = (x: GpuArray): GpuArray => (mask ? recordMask(recorder, layer, x, mask) : x);
  return x => {
    const features = through(x);
    const moments = recordMoments(recorder, target, features, mask);
    const { squared, matrix, row } = recordDistance(recorder, target, moments, goal, root);
    const { loss, slope } = recordWeighing(recorder, target, squared);
    const gradient = recordStyleGradient(recorder, layer, features, matrix, slope, { row, mask });
    return { loss: [loss], gradient: through(gradient) };
  };
}

interface Moments {
  /** [channels]. */
  readonly mean: GpuArray;
  /** [channels, channels]. */
  readonly covariance: GpuArray;
  /** A single float32: the mean over pixels of |F|^2. */
  readonly power: GpuArray;
}

/** Records what `momentsOf` in losses/wasserstein.ts computes. */
function recordMoments(
  recorder: Recorder,
  { layer, pixels }: WassersteinTarget<Shapes>,
  features: GpuArray,
  mask: GpuArray | undefined,
): Moments {
  const perPixel = 1 / pixels;
  const mean = recordChannelSums(recorder, layer, features, mask, perPixel);
  const gram = recordStyleGram(recorder, layer, features);
  const [parts, channels] = shapeOf(gram);
  // The trace of the Gram matrix, per pixel.
  const power = recordNumber(recorder, {
    name: 'power',
    label: layer,
    parameters: { channels, parts },
    factors: { perPixel },
    reads: { gram },
    result: 'power',
    functions: gramAt,
    own: each => `  ${each('p.channels')} { own += gramAt(i, i); }`,
    value: 'p.perPixel * sum',
  });
  const covariance = recorder.wide(`${layer} covariance`, channels, channels);
  recorder.compute({
    name: 'covariance',
    label: layer,
    parameters: { channels, parts },
    factors: { perPixel },
    reads: { gram: floats(gram), mean: floats(mean), power: floats(power) },
    writes: { result: floats(covariance) },
    items: channels ** 2,
    declarations: gramAt,
    body: `${linearItem('p.channels * p.channels')}
  let row = item / p.channels;
  let column = item % p.channels;
  let diagonal = select(0, ${epsilon} + ${powerShare} * power[0], row == column);
  result[item] = p.perPixel * gramAt(row, column) - mean[row] * mean[column] + diagonal;`,
  });
  return { mean, covariance, power };
}

/** Records what `wassersteinDistance` in losses/wasserstein.ts computes. */
function recordDistance(
  recorder: Recorder,
  target: WassersteinTarget<Shapes>,
  { mean, covariance, power }: Moments,
  goal: GpuArray,
  root: GpuArray,
): { squared: GpuArray; matrix: GpuArray; row: GpuArray } {
  const { layer: label, trace, norm: ofRoot, pixels } = target;
  const [channels] = mean.shape as [number];
  const between = (x: GpuArray): GpuArray =>
    recordProduct(recorder, label, recordProduct(recorder, label, root, x), root);

  const middle = between(covariance);
  // The number that the root's iteration divides by, as `normFor` computes it.
  const norm = recordNumber(recorder, {
    name: 'norm for the root',
    label,
    factors: { share: leastNormShare * ofRoot },
    reads: { squares: recordDot(recorder, label, middle, middle), power },
    result: 'norm',
    own: each => `  ${each('arrayLength(&squares)')} { own += squares[i]; }`,
    value: 'max(sqrt(sum), p.share * power[0])',
  });
  const roots = recordSquareRoots(recorder, label, middle, norm);
  // The squared distance d^2, from the parts of the trace that the root has when its matrix is divided by the norm.
  const squared = recordNumber(recorder, {
    name: 'Wasserstein distance',
    label,
    parameters: { channels },
    factors: { trace },
    reads: { traces: recordDot(recorder, label, ...roots.root), norm, covariance, mean, goal },
    result: 'squared',
    own: each => `  ${each('arrayLength(&traces)')} { own -= traces[i]; }
  own *= 2 * sqrt(norm[0]);
  ${each('p.channels')} {
    let shift = mean[i] - goal[i];
    own += covariance[i * (p.channels + 1)] + shift * shift;
  }`,
    value: 'p.trace + sum',
  });
  const inverse = between(roots.inverse);
  const half = 1 / (2 * pixels);
  const matrix = recorder.wide(`${label} matrix`, channels, channels);
  recorder.compute({
    name: 'Wasserstein matrix',
    label,
    parameters: { channels },
    factors: { half },
    reads: { inverse: floats(inverse), norm: floats(norm) },
    writes: { result: floats(matrix) },
    items: channels ** 2,
    declarations: slopeAt,
    body: `${linearItem('p.channels * p.channels')}
  result[item] = p.half * slopeAt(item / p.channels, item % p.channels);`,
  });
  const row = recorder.wide(`${label} row`, channels);
  recorder.compute({
    name: 'Wasserstein row',
    label,
    parameters: { channels },
    factors: { half },
    reads: { inverse: floats(inverse), norm: floats(norm), mean: floats(mean), goal: floats(goal) },
    writes: { result: floats(row) },
    items: channels,
    declarations: slopeAt,
    body: `${linearItem('p.channels')}
  var pull = mean[item] - goal[item];
  // The matrix is symmetric, so it is read down its columns, where neighbouring invocations read neighbouring numbers.
  for (var i = 0u; i < p.channels; i++) { pull -= slopeAt(i, item) * mean[i]; }
  result[item] = p.half * pull;`,
  });
  return { squared, matrix, row };
}

/** WGSL for an element of 1 - R M^(-1/2) R; `inverse` holds R M^(-1/2) R times the square root of the norm. */
const slopeAt = `fn slopeAt(row: u32, column: u32) -> f32 {
  return select(0.0, 1.0, row == column) - inverse[row * p.channels + column] / sqrt(norm[0]);
}
`;

/** A number computed from a sum by one workgroup. */
interface NumberSource {
  readonly name: string;
  readonly label: string;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly factors: Readonly<Record<string, number>>;
  readonly reads: Readonly<Record<string, GpuArray>>;
  /** The name of the array that holds the number. */
  readonly result: string;
  readonly functions?: string;
  /** WGSL that adds a lane's terms to `own`; `each(count)` begins a loop over the lane's share of `count` terms. */
  own(each: (count: string) => string): string;
  /** WGSL for the number, given the lanes' `sum`. */
  readonly value: string;
}

function recordNumber(
  recorder: Recorder,
  { name, label, parameters = {}, factors, reads, result, functions = '', own, value }: NumberSource,
): GpuArray {
  const { subgroups, declarations, sum } = reductionBy(recorder.plan.reduction);
  const each = (count: string): string => `for (var i = lane; i < ${count}; i += ${linearWorkgroup[0]}u)`;
  const found = recorder.wide(`${label} ${result}`, 1);
  recorder.compute({
    name,
    label,
    subgroups,
    parameters,
    factors,
    reads: Object.fromEntries(Object.entries(reads).map(([key, array]) => [key, floats(array)])),
    writes: { [result]: floats(found) },
    declarations: `${declarations}${functions}`,
    body: `  var own = 0.0;
${own(each)}
  let sum = ${sum('own')};
  if (lane == 0) { ${result}[0] = ${value}; }`,
  });
  return found;
}

/** Records the dot product of two arrays, in parts that are still to be added up, one a workgroup. */
function recordDot(recorder: Recorder, label: string, a: GpuArray, b: GpuArray): GpuArray {
  const { subgroups, declarations, sum } = reductionBy(recorder.plan.reduction);
  const items = quadsIn(a);
  const products = recorder.partials(`${label} dot product`, items);
  recorder.compute({
    name: 'dot product',
    label,
    subgroups,
    parameters: { items },
    reads: { a: wides(a), b: wides(b) },
    writes: { products: floats(products) },
    items,
    declarations,
    body: `  let item = id.x + id.y * groups.x * ${linearWorkgroup[0]}u;
  var own = 0.0;
  if (item < p.items) { own = dot(a[item], b[item]); }
  let sum = ${sum('own')};
  if (lane == 0) { products[group.x + group.y * groups.x] = sum; }`,
  });
  return products;
}
