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

/**
 * A 3x3 convolution by Winograd's F(4 x 4, 3 x 3) (Lavin & Gray, arXiv:1509.09308), with a quarter of the multiplications.
 * Either the weights are transformed at once and the image piece by piece, or the other way round; the pieces are shared
 * out among the threads.
 */
export function convolve(module: KernelModule, job: ConvolutionJob): void {
  if (isOneBand(job)) convolveByColumns(module, job);
  else convolveInBands(module, job);
}

/** Bytes of the module's memory that a convolution takes. */
export function convolutionBytes(shape: ConvolutionShape, crew: Crew): number {
  const lengths = isOneBand(shape) ? columnLengths(shape, crew) : bandLengths(shape, crew);
  return layOut<string>(lengths, crew).bytes;
}

function isOneBand(shape: ConvolutionShape): boolean {
  return grid(shape).tilesDown <= mostRows(shape);
}

/** Floats that a band's transforms may at least take: so many stay in the second-level cache from one step to the next. */
const workspaceFloats = 2 ** 19;

/** How many rows of Winograd tiles the largest band has that is worth its memory. */
function mostRows(shape: ConvolutionShape): number {
  const { depth, outputs } = shape;
  // Each band reads all weights, so that bands must be larger where the weights are.
  const workspace = Math.max(workspaceFloats, (positions * depth * outputs) / 2);
  return Math.max(1, Math.floor(workspace / (positions * (depth + outputs) * grid(shape).tilesAcross)));
}

function bandLengths(shape: ConvolutionShape, crew: Crew) {
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
function convolveInBands(module: KernelModule, job: ConvolutionJob): void {
  const { width, depth, outputs } = job;
  const { tilesAcross, tilesDown } = grid(job);
  const { floats, at, taskBytes, threadBytes } = module.reserve(bandLengths(job, module.crew));

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

/** Floats of transformed weights that one task uses: so many stay in the second-level cache until they are multiplied. */
const weightFloats = 2 ** 18;

function columnLengths(shape: ConvolutionShape, crew: Crew) {
  const { depth, outputs } = shape;
  const { tilesAcross, tilesDown } = grid(shape);
  const tiles = inFours(tilesDown * tilesAcross);
  const columns = columnsAtOnce(shape, crew);
  const result = resultLength(shape, tilesDown);
  return {
    shared: {
      kernel: 9 * depth * outputs,
      bias: outputs,
      band: bandLength(shape, tilesDown),
      left: transformLength(tiles, depth),
      own: result,
      activation: result,
      result,
    },
    thread: {
      scratch: scratchLength,
      right: transformLength(depth, columns),
      products: transformLength(tiles, columns),
    },
  } satisfies Lengths<string>;
}

/** Convolves a small image of many channels: all of it is transformed first, then the weights, a few outputs at a time. */
function convolveByColumns(module: KernelModule, job: ConvolutionJob): void {
  const { width, depth, outputs } = job;
  const { tilesAcross, tilesDown } = grid(job);
  const { floats, at, threadBytes } = module.reserve(columnLengths(job, module.crew));
  const whole = new Band(floats, job, 0, tilesDown);
  const tiles = inFours(tilesDown * tilesAcross);
  const layer = { threadBytes, depth, outputs, tilesAcross, tiles, scratch: at.scratch };

  whole.fill(at.band);
  const rows = shareOf(tilesDown, 1, module.crew);
  module.run(Math.ceil(tilesDown / rows), index => {
    const first = index * rows;
    return {
      ...layer,
      kind: 'transformInput',
      band: at.band + 4 * (bandLength(job, first) - bandLength(job, 0)),
      tilesDown: Math.min(rows, tilesDown - first),
      left: at.left + 4 * first * tilesAcross * depth,
    };
  });

  floats.set(job.kernel, at.kernel / 4);
  const columns = columnsAtOnce(job, module.crew);
  const bias = lendBias(floats, job, at.bias);
  const { own, activation } = whole.lend(at);
  module.run(Math.ceil(outputs / columns), index => {
    const first = index * columns;
    /** The address of this task's first column in an image, a kernel or a bias; 0 stays 0, for an array that is absent. */
    const from = (address: number): number => (address === 0 ? 0 : address + 4 * first);
    const count = Math.min(columns, outputs - first);
    return {
      ...layer,
      kind: 'convolveColumns',
      columns: count,
      kernel: from(at.kernel),
      position: 4 * positionLength(depth, count),
      right: at.right,
      left: at.left,
      products: at.products,
      bias: from(bias),
      own: from(own),
      activation: from(activation),
      height: whole.lines,
      width,
      result: from(at.result),
    };
  });
  whole.collect(at.result);
}

function columnsAtOnce({ depth, outputs }: ConvolutionShape, crew: Crew): number {
  const cached = Math.max(1, Math.floor(weightFloats / (positions * depth * panel))) * panel;
  return Math.min(cached, shareOf(outputs, panel, crew));
}
