import type { KernelModule } from '../kernelModule';
import type { Crew } from '../layOut';
import { bytesInBands, convolveInBands, mostRows } from './winogradBands';
import { bytesByColumns, convolveByColumns } from './winogradColumns';
import { grid, type ConvolutionJob, type ConvolutionShape } from './winogradTiles';

/** Bytes of the module's memory that a convolution takes. */
export function convolutionBytes(shape: ConvolutionShape, crew: Crew): number {
  return isOneBand(shape) ? bytesByColumns(shape, crew) : bytesInBands(shape, crew);
}

/**
 * A 3x3 convolution by Winograd's F(4 x 4, 3 x 3) (Lavin & Gray, arXiv:1509.09308), with a quarter of the multiplications.
 * Either the weights are transformed at once and the image piece by piece, or the other way round; the pieces are shared
 * out among the threads.
 */
export function convolve(module: KernelModule, job: ConvolutionJob): void {
  if (isOneBand(job)) convolveByColumns(module, job);
  else convolveInBands(module, job);
}

function isOneBand(shape: ConvolutionShape): boolean {
  return grid(shape).tilesDown <= mostRows(shape);
}
