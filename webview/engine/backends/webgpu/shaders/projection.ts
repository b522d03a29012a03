import type { KernelSet } from '../../../gradient/kernelSet';
import type { Shapes } from '../../../network/shapes';
import { matmulKernel } from '../products/matmul';
import { shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { productGrid } from '../tuning/tiling';
import { recordStored } from '../convolution/storedWeights';

type Projections = Pick<KernelSet<GpuArray, unknown, Shapes>, 'project' | 'projectGradient'>;

/** Projections through a head, as matrix products over all pixels, one in each direction. */
export function webGpuProjections(recorder: Recorder): Projections {
  const { recording, plan } = recorder;
  const { precision } = plan;
  const known = new Map<Shapes[2], GpuArray>();

  /** A head [channels, outputs] in the stored precision, converted once. */
  function storedHead(head: Shapes[2]): GpuArray {
    const found = known.get(head);
    if (found) return found;
    const weights = recorder.given('head', head);
    const result = precision === 'f32' ? weights : recordStored(recorder, 'stored head', weights);
    known.set(head, result);
    return result;
  }

  function multiply(
    x: GpuArray,
    head: Shapes[2],
    columns: number,
    rightAlong: 'columns' | 'depth',
    label: string,
  ): GpuArray {
    const [height, width, depth] = shapeOf(x);
    const [rows, quads] = [height * width, columns / 4];
    const result = recorder.stored(label, height, width, columns);
    const tiling = plan.tiling(rows, columns, 1);
    recording.launch(matmulKernel(precision, tiling, rightAlong), {
      label,
      arrays: { left: x, right: storedHead(head), result },
      parameters: { rows, quads, depth: depth / 4, segments: 1 },
      grid: productGrid(tiling, rows, quads),
      operations: 2 * rows * depth * columns,
    });
    return result;
  }

  return {
    project: (x, head) => multiply(x, head, head.shape[1], 'columns', 'projection'),
    // The same head is read as a transposed matrix.
    projectGradient: (gradient, head) =>
      multiply(gradient, head, head.shape[0], 'depth', "projection's gradient"),
  };
}
