import type { Edges } from '../../../network/edges';
import type { Gate } from '../../../gradient/kernelSet';
import type { ConvolutionTask } from './task';
import { recordFold } from '../shaders/elementwise';
import { gateArrays, gateFunction, gateKind, gateName, gateReads, type GateKind } from '../shaders/gate';
import type { Precision } from '../../../gradient/precision';
import { madeOnce, type Kernel } from '../program/kernel';
import { productKernel } from '../products/product';
import { productGrid, type Tiling } from '../tuning/tiling';
import { shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/**
 * A 3x3, pad-1 convolution as one matrix product: rows are pixels, columns are output channels, and the depth runs over the
 * input channels of nine taps. No array of shifted copies is made.
 */

/**
 * WGSL for the product's `leftStart`: the start of the pixel that a tap of a result's pixel reads. The result may be larger
 * than x, by `margin` pixels on each side.
 */
function taps(edges: Edges): string {
  const outside: Readonly<Record<Edges, string>> = {
    zero: '',
    replicate: 'y = clamp(y, 0, height - 1); x = clamp(x, 0, width - 1);',
    wrap: 'y = (y + height) % height; x = (x + width) % width;',
  };
  return `fn leftStart(batch: u32, segment: u32, row: u32) -> i32 {
  let width = i32(p.width);
  let height = i32(p.height);
  let resultWidth = p.width + 2 * p.margin;
  var y = i32(row / resultWidth) + i32(segment / 3) - 1 - i32(p.margin);
  var x = i32(row % resultWidth) + i32(segment % 3) - 1 - i32(p.margin);
  ${outside[edges]}
  return select(-1, (y * width + x) * i32(p.depth), y >= 0 && y < height && x >= 0 && x < width);
}
`;
}

const tapParameters = ['width', 'height', 'margin'];

/** The forward convolution: result = relu(left * right + bias), with right [9, in, out]. */
export const convolutionKernel = madeOnce(function convolutionKernel(
  precision: Precision,
  tiling: Tiling,
  edges: Edges,
): Kernel {
  return productKernel({
    name: `convolution ${edges}`,
    precision,
    tiling,
    leftAlong: 'depth',
    rightAlong: 'columns',
    segmented: true,
    parameters: tapParameters,
    reads: { bias: 'wides' },
    hooks: `${taps(edges)}
fn rightStart(batch: u32, segment: u32) -> u32 { return segment * 4 * p.depth * p.quads; }
fn store(batch: u32, row: u32, column: u32, value: vec4f) {
  result[row * p.quads + column] = Quad(max(value + bias[column], vec4f()));
}
`,
  });
});

/**
 * The input gradient, finished by the gate. It is the same convolution with the kernel turned by 180 degrees, which here
 * means that its taps are read backwards, and its channels swapped, that is, read as a transposed matrix; `right` is the
 * forward kernel itself.
 */
export const convolutionGradientKernel = madeOnce(function convolutionGradientKernel(
  precision: Precision,
  tiling: Tiling,
  edges: Edges,
  gate: GateKind,
): Kernel {
  return productKernel({
    name: `convolution gradient ${edges} ${gateName(gate)}`,
    precision,
    tiling,
    leftAlong: 'depth',
    rightAlong: 'depth',
    segmented: true,
    parameters: tapParameters,
    reads: gateReads(gate),
    hooks: `${taps(edges)}${gateFunction(gate)}
fn rightStart(batch: u32, segment: u32) -> u32 { return (8 - segment) * 4 * p.depth * p.quads; }
fn store(batch: u32, row: u32, column: u32, value: vec4f) { write(row * p.quads + column, value); }
`,
  });
});

export function recordDirect(recorder: Recorder, task: ConvolutionTask, tiling: Tiling): void {
  if (task.edges === 'replicate' && task.finish.direction === 'backward') {
    recordReplicatedGradient(recorder, task, task.finish.gate, tiling);
  } else {
    recordProduct(recorder, task, tiling, 0);
  }
}

function recordProduct(recorder: Recorder, task: ConvolutionTask, tiling: Tiling, margin: number): void {
  const { precision } = recorder.plan;
  const { x, result, weights, edges, finish } = task;
  const [height, width, inChannels] = shapeOf(x);
  const [resultHeight, resultWidth, outChannels] = shapeOf(result);
  const rows = resultHeight * resultWidth;
  const quads = outChannels / 4;
  const forward = finish.direction === 'forward';
  recorder.recording.launch(
    forward
      ? convolutionKernel(precision, tiling, edges)
      : convolutionGradientKernel(precision, tiling, edges, gateKind(finish.gate)),
    {
      label: task.name,
      arrays: {
        left: x,
        right: weights,
        result,
        ...(forward ? { bias: finish.bias } : gateArrays(finish.gate)),
      },
      parameters: { rows, quads, depth: inChannels / 4, segments: 9, width, height, margin },
      grid: productGrid(tiling, rows, quads),
      operations: 18 * rows * inChannels * outChannels,
    },
  );
}

/** Records the gradient at the image with its edges repeated, and adds the repeated pixels' to those they repeat. */
function recordReplicatedGradient(
  recorder: Recorder,
  task: ConvolutionTask,
  gate: Gate<GpuArray>,
  tiling: Tiling,
): void {
  const [height, width, channels] = shapeOf(task.result);
  const around = recorder.stored(`${task.name} gradient around`, height + 2, width + 2, channels);
  const finish = { direction: 'backward', gate: {} } as const;
  recordProduct(recorder, { ...task, result: around, edges: 'zero', finish }, tiling, 1);
  recordFold(recorder, task.name, around, task.result, gate);
}
