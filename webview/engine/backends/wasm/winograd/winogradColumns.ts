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

/** Floats of transformed weights that one task uses: so many stay in the second-level cache until they are multiplied. */
const weightFloats = 2 ** 18;

/** Bytes of the module's memory that `convolveByColumns` takes. */
export function bytesByColumns(shape: ConvolutionShape, crew: Crew): number {
  return layOut(lengthsOf(shape, crew), crew).bytes;
}

function lengthsOf(shape: ConvolutionShape, crew: Crew) {
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
export function convolveByColumns(module: KernelModule, job: ConvolutionJob): void {
  const { width, depth, outputs } = job;
  const { tilesAcross, tilesDown } = grid(job);
  const { floats, at, threadBytes } = module.reserve(lengthsOf(job, module.crew));
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
