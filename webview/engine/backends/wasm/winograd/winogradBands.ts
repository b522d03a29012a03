import type { KernelModule } from '../kernelModule';
import { layOut, shareOf, type Crew, type Lengths } from '../layOut';
import {
  Band,
  bandLength,
  grid,
  inFours,
  lendBias,
  panel,
  positionLength,
  positions,
  resultLength,
  scratchLength,
  transformLength,
  type ConvolutionJob,
  type ConvolutionShape,
} from './winogradTiles';

/** Floats that a band's transforms may at least take: so many stay in the second-level cache from one step to the next. */
const workspaceFloats = 2 ** 19;

/** How many rows of Winograd tiles the largest band has that is worth its memory. */
export function mostRows(shape: ConvolutionShape): number {
  const { depth, outputs } = shape;
  // Each band reads all weights, so that bands must be larger where the weights are.
  const workspace = Math.max(workspaceFloats, (positions * depth * outputs) / 2);
  return Math.max(1, Math.floor(workspace / (positions * (depth + outputs) * grid(shape).tilesAcross)));
}

/** Bytes of the module's memory that `convolveInBands` takes. */
export function bytesInBands(shape: ConvolutionShape, crew: Crew): number {
  return layOut(lengthsOf(shape, crew), crew).bytes;
}

function lengthsOf(shape: ConvolutionShape, crew: Crew) {
  const { depth, outputs } = shape;
  const rows = bandRows(shape, crew);
  const tiles = inFours(rows * grid(shape).tilesAcross);
  return {
    shared: { kernel: 9 * depth * outputs, right: transformLength(depth, outputs), bias: outputs },
    task: {
      band: bandLength(shape, rows),
      own: resultLength(shape, rows),
      activation: resultLength(shape, rows),
      result: resultLength(shape, rows),
    },
    thread: {
      scratch: scratchLength,
      left: transformLength(tiles, depth),
      products: transformLength(tiles, outputs),
    },
  } satisfies Lengths<string>;
}

/**
 * Convolves a large image: all weights are transformed first, then the image in bands of tile rows. Of the image only the
 * bands under way lie in the module's memory.
 */
export function convolveInBands(module: KernelModule, job: ConvolutionJob): void {
  const { width, depth, outputs } = job;
  const { tilesAcross, tilesDown } = grid(job);
  const { floats, at, taskBytes, threadBytes } = module.reserve(lengthsOf(job, module.crew));

  floats.set(job.kernel, at.kernel / 4);
  const columns = shareOf(outputs, panel, module.crew);
  const position = 4 * positionLength(depth, outputs);
  module.run(Math.ceil(outputs / columns), index => {
    const first = index * columns;
    return {
      kind: 'transformWeights',
      threadBytes,
      depth,
      outputs,
      columns: Math.min(columns, outputs - first),
      kernel: at.kernel + 4 * first,
      position,
      scratch: at.scratch,
      right: at.right + 4 * first * depth,
    };
  });

  const bias = lendBias(floats, job, at.bias);
  const rows = bandRows(job, module.crew);
  const bandAt = (index: number): Band =>
    new Band(floats, job, index * rows, Math.min(rows, tilesDown - index * rows));
  module.run(
    Math.ceil(tilesDown / rows),
    (index, place) => {
      const band = bandAt(index);
      const ahead = place * taskBytes;
      band.fill(at.band + ahead);
      return {
        kind: 'convolveBand',
        threadBytes,
        depth,
        outputs,
        columns: outputs,
        right: at.right,
        band: at.band + ahead,
        tilesDown: band.tileRows,
        tilesAcross,
        tiles: inFours(band.tileRows * tilesAcross),
        left: at.left,
        products: at.products,
        scratch: at.scratch,
        bias,
        ...band.lend({ own: at.own + ahead, activation: at.activation + ahead }),
        height: band.lines,
        width,
        result: at.result + ahead,
      };
    },
    (index, place) => bandAt(index).collect(at.result + place * taskBytes),
  );
}

function bandRows(shape: ConvolutionShape, crew: Crew): number {
  return Math.min(mostRows(shape), shareOf(grid(shape).tilesDown, 1, crew));
}
