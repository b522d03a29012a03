import type { Edges } from '../../../network/edges';
import type { Term } from '../../../gradient/kernelSet';
import { linearWorkgroup } from '../program/kernel';
import { floats, quads, shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { reductionBy } from '../shaders/reduction';

/** The variation loss of an image, weight * (sum |dx| + sum |dy|), and its gradient, times the gradients' scale. */
export function variationTerm(
  recorder: Recorder,
  weight: number,
  edges: Edges,
): Term<GpuArray, readonly GpuArray[]> {
  const { scale, plan } = recorder;
  const { subgroups, declarations, sum } = reductionBy(plan.reduction);
  // The neighbour beyond an edge is the pixel itself, which makes no difference, or under `wrap` the first on the other side.
  const next = (at: string, size: string): string =>
    edges === 'wrap' ? `(${at} + 1) % ${size}` : `min(${at} + 1, ${size} - 1)`;
  const previous = (at: string, size: string): string =>
    edges === 'wrap' ? `(${at} + ${size} - 1) % ${size}` : `max(${at}, 1) - 1`;
  return x => {
    const [height, width] = shapeOf(x);
    const items = height * width;
    const gradient = recorder.stored('variation gradient', ...x.shape);
    const loss = recorder.partials('variation loss', items);
    recorder.compute({
      name: `variation${edges === 'wrap' ? ', wrapped' : ''}${scale ? ', scaled' : ''}`,
      subgroups,
      parameters: { width, height },
      factors: { weight },
      reads: { x: quads(x), ...(scale && { factors: floats(scale.factors) }) },
      writes: { result: quads(gradient), loss: floats(loss) },
      items,
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
    result[item] = Quad(${scale ? 'factors[0] * ' : ''}p.weight * (sign(left) + sign(above) - sign(right) - sign(below)));
  }
  let sum = ${sum('length')};
  if (lane == 0) { loss[group.x + group.y * groups.x] = p.weight * sum; }`,
    });
    return { loss: [loss], gradient };
  };
}
