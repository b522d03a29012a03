import type { Precision } from '../../../gradient/precision';
import type { ConvName } from '../../../../../src/shared/model/vgg19Layout';
import { linearItem, linearWorkgroup, madeOnce, type Kernel } from '../program/kernel';
import { floats, shapeOf, wides, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { productKernel } from '../products/product';
import { indices, lines } from '../products/productParts';
import { blockSize, type Tiling } from '../tuning/tiling';
import { reductionBy } from '../shaders/reduction';

/**
 * The Gram matrix F^T F of activations F [pixels, channels], in parts: batch b sums the 4 * depth pixels from b * 4 * depth on.
 * It is symmetric, so that blocks below the diagonal are left out.
 */
export const gramKernel = madeOnce(function gramKernel(precision: Precision, tiling: Tiling): Kernel {
  const block = blockSize(tiling);
  return productKernel({
    name: 'gram',
    precision,
    tiling,
    leftAlong: 'rows',
    rightAlong: 'columns',
    result: 'wides',
    parameters: ['pixels'],
    hooks: `// Pixels beyond the last count as zeros; left and right are the same array.
fn leftQuad(batch: u32, k: u32, quad: u32) -> vec4f {
  let pixel = 4 * batch * p.depth + k;
  return select(vec4f(), vec4f(left[pixel * p.quads + quad]), pixel < p.pixels);
}
fn rightStart(batch: u32, segment: u32) -> u32 { return 4 * batch * p.depth * p.quads; }
fn store(batch: u32, row: u32, column: u32, value: vec4f) {
  result[(batch * p.rows + row) * p.quads + column] = value;
}
`,
    skip: `  if ((group.x + 1) * ${4 * block.quads}u <= group.y * ${block.rows}u) { return; }`,
  });
});

/** WGSL for an element of the Gram matrix whose parts are in `gram`; only those above the diagonal are there. */
export const gramAt = `fn gramOf(row: u32, column: u32, first: u32, step: u32) -> f32 {
  let at = min(row, column) * p.channels + max(row, column);
  var sum = 0.0;
  for (var part = first; part < p.parts; part += step) { sum += gram[part * p.channels * p.channels + at]; }
  return sum;
}
fn gramAt(row: u32, column: u32) -> f32 { return gramOf(row, column, 0, 1); }
`;

/** Records the sum of a Gram matrix's parts. */
export function recordGramSum(recorder: Recorder, layer: ConvName, gram: GpuArray, result: GpuArray): void {
  const [parts, channels] = shapeOf(gram);
  recorder.compute({
    name: 'gram sum',
    label: layer,
    parameters: { channels, parts },
    reads: { gram: floats(gram) },
    writes: { result: floats(result) },
    items: channels ** 2,
    declarations: gramAt,
    body: `${linearItem('p.channels * p.channels')}
  result[item] = gramAt(item / p.channels, item % p.channels);`,
  });
}

/** How many lanes add up the parts of a quad together: a large image's first layer has many parts and few quads. */
const slices = 8;
const quadsInGroup = linearWorkgroup[0] / slices;

/** Records the difference D = G - goal of a Gram matrix G given in parts, and its squares, one sum a workgroup. */
export function recordGramDifference(
  recorder: Recorder,
  layer: ConvName,
  gram: GpuArray,
  goal: GpuArray,
): { difference: GpuArray; squares: GpuArray } {
  const { subgroups, declarations, sum } = reductionBy(recorder.plan.reduction);
  const [parts, channels] = shapeOf(gram);
  const items = (channels ** 2 / 4) * slices;
  const difference = recorder.wide(`${layer} gram difference`, channels, channels);
  const squares = recorder.partials(`${layer} squares`, items);
  recorder.compute({
    name: 'gram difference',
    label: layer,
    subgroups,
    parameters: { channels, parts },
    reads: { gram: floats(gram), goal: wides(goal) },
    writes: { result: wides(difference), squares: floats(squares) },
    items,
    declarations: `${declarations}${gramAt}
var<workgroup> shares: array<vec4f, ${linearWorkgroup[0]}>;
`,
    body: `  let quads = p.channels / 4;
  let item = (group.x + group.y * groups.x) * ${quadsInGroup}u + lane % ${quadsInGroup}u;
  let slice = lane / ${quadsInGroup}u;
  let row = item / quads;
  let column = 4 * (item % quads);
  let inside = item < p.channels * quads;
  if (inside) {
    shares[lane] = vec4f(
${lines(
  indices(4).map(i => `gramOf(row, column + ${i}, slice, ${slices}),`),
  6,
)}
    );
  }
  workgroupBarrier();
  var square = 0.0;
  if (inside && slice == 0) {
    var found = vec4f();
    for (var i = lane; i < ${linearWorkgroup[0]}u; i += ${quadsInGroup}u) { found += shares[i]; }
    let difference = found - goal[item];
    square = dot(difference, difference);
    result[item] = difference;
  }
  let sum = ${sum('square')};
  if (lane == 0) { squares[group.x + group.y * groups.x] = sum; }`,
  });
  return { difference, squares };
}

/** What a style gradient adds to every pixel: nothing, the same `row`, or the row times the mask's value at the pixel. */
export type RowKind = 'none' | 'plain' | 'masked';

/**
 * The style gradient at F: 2 * slope * (F D + row). D is symmetric, so that it stands for its transpose too.
 */
export const styleGradientKernel = madeOnce(function styleGradientKernel(
  precision: Precision,
  tiling: Tiling,
  row: RowKind = 'none',
): Kernel {
  const rows = {
    none: 'value',
    plain: 'value + along[column]',
    masked: 'value + weights[row] * along[column]',
  };
  return productKernel({
    name: row === 'none' ? 'style gradient' : `style gradient, ${row} row`,
    precision,
    tiling,
    leftAlong: 'depth',
    rightAlong: 'columns',
    right: 'wides',
    reads: {
      slope: 'floats',
      ...(row !== 'none' && { along: 'wides' as const }),
      ...(row === 'masked' && { weights: 'floats' as const }),
    },
    hooks: `fn leftStart(batch: u32, segment: u32, row: u32) -> i32 { return i32(row * p.depth); }
fn rightStart(batch: u32, segment: u32) -> u32 { return 0; }
fn store(batch: u32, row: u32, column: u32, value: vec4f) {
  result[row * p.quads + column] = Quad(2 * slope[0] * (${rows[row]}));
}
`,
  });
});
