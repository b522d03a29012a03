/**
 * Tasks, each computed by whichever thread takes it. Tasks that are offered together do not depend on each other, and each is
 * computed in one fixed order, so that the number of threads changes no bit of a result.
 */
import { spreadGradient } from './pooling';
import { multiply, multiplyGram, packPanels } from './products';
import {
  finishBackward,
  finishForward,
  multiplyTransforms,
  positionStride,
  transformInput,
  transformWeights,
} from './winograd';

/** The kinds of tasks. Their order, and the order of a task's fields, are those of webview/engine/backends/wasm/task.ts. */
const enum Kind {
  transformWeights,
  transformInput,
  convolveBand,
  convolveColumns,
  gram,
  multiply,
  spreadGradient,
}

/** A task: numbers, and byte addresses of arrays. `perform` shows which of them each kind uses. */
@unmanaged
export class Task {
  kind: Kind;
  /** Bytes from a thread's own arrays to those of the next. */
  threadBytes: usize;
  depth: usize;
  /** Channels of the result, and of the kernel. */
  outputs: usize;
  /** How many of the outputs are computed. */
  columns: usize;
  kernel: usize;
  /** Bytes from one position of the transformed weights to the next. */
  position: usize;
  right: usize;
  band: usize;
  tilesDown: usize;
  tilesAcross: usize;
  /** How many tiles `left` and `products` have room for, a multiple of 4. */
  tiles: usize;
  left: usize;
  products: usize;
  scratch: usize;
  /** 0 for an input gradient, which has no bias. */
  bias: usize;
  own: usize;
  activation: usize;
  height: usize;
  width: usize;
  result: usize;
  gradient: usize;
  pooledHeight: usize;
  pooledWidth: usize;
  /** How many pixels are averaged, down and across. */
  down: usize;
  across: usize;
  /** The address of the number that the gradient is multiplied by. */
  share: usize;
}

/** Computes a task. @param thread the number of the thread, whose own arrays are used */
export function perform(task: Task, thread: usize): void {
  const ahead = thread * task.threadBytes;
  switch (task.kind) {
    case Kind.transformWeights:
      transformColumns(task, task.right, ahead);
      break;
    case Kind.transformInput:
      transformBand(task, task.left, ahead);
      break;
    case Kind.convolveBand:
      transformBand(task, task.left + ahead, ahead);
      convolve(task, task.left + ahead, task.right, ahead);
      break;
    case Kind.convolveColumns:
      transformColumns(task, task.right + ahead, ahead);
      convolve(task, task.left, task.right + ahead, ahead);
      break;
    case Kind.gram:
      packPanels(task.band, task.height, task.columns, task.right + ahead);
      multiplyGram(task.right + ahead, task.height, task.columns, task.result);
      break;
    case Kind.multiply:
      multiply(task.left, task.right, task.height, task.depth, task.columns, task.result);
      break;
    case Kind.spreadGradient:
      spreadGradient(
        task.gradient,
        task.pooledHeight,
        task.pooledWidth,
        task.down,
        task.across,
        task.share,
        task.own,
        task.activation,
        task.height,
        task.width,
        task.outputs,
        task.result,
      );
      break;
  }
}

function transformColumns(task: Task, right: usize, ahead: usize): void {
  transformWeights(task.kernel, task.depth, task.outputs, task.columns, task.position, task.scratch + ahead, right);
}

function transformBand(task: Task, left: usize, ahead: usize): void {
  transformInput(task.band, task.tilesDown, task.tilesAcross, task.depth, task.tiles, task.scratch + ahead, left);
}

function convolve(task: Task, left: usize, right: usize, ahead: usize): void {
  const products = task.products + ahead;
  const scratch = task.scratch + ahead;
  multiplyTransforms(left, right, task.tiles, task.depth, task.columns, products);
  if (task.bias) {
    finishForward(
      products,
      task.tiles,
      task.tilesAcross,
      task.columns,
      task.bias,
      scratch,
      task.height,
      task.width,
      task.outputs,
      task.result,
    );
  } else {
    finishBackward(
      products,
      task.tiles,
      task.tilesAcross,
      task.columns,
      task.own,
      task.activation,
      scratch,
      task.height,
      task.width,
      task.outputs,
      task.result,
    );
  }
}
