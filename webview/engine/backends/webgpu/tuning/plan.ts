import type { DeviceRates } from './deviceRates';
import type { Precision } from '../../../gradient/precision';
import type { Reduction } from '../shaders/reduction';
import { blockSize, tilingName, type Tiling } from './tiling';
import { winograd, type WinogradTile } from '../convolution/winogradTransforms';

/** What the choice of a convolution's variant depends on, forward or backward. */
export interface ConvolutionShape {
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  readonly outChannels: number;
}

export type ConvolutionVariant =
  | { readonly kind: 'direct'; readonly tiling: Tiling }
  | { readonly kind: 'winograd'; readonly tile: WinogradTile; readonly tiling: Tiling };

/** Which kernels a program is made of. */
export interface Plan {
  readonly precision: Precision;
  /** Bytes that Winograd's transformed arrays may take; larger layers are computed in bands. */
  readonly workspaceBytes: number;
  readonly reduction: Reduction;
  /** Whether an image's transformed weights, several times the size of the network, are kept between epochs. */
  keepsWeights(pixels: number): boolean;
  /** @param maxWeightBytes bytes that a Winograd variant's transformed weights may take */
  variant(shape: ConvolutionShape, maxWeightBytes?: number): ConvolutionVariant;
  /** The tiling for a matrix product of so many rows and columns, in `batches`. */
  tiling(rows: number, columns: number, batches: number): Tiling;
}

/** The memory for Winograd's arrays: two bands of the largest layer at 528 x 528, 512 px with most presets' margins. */
const workspaceBytes = 172 * 2 ** 20;

/**
 * The fewest pixels for which transformed weights are kept where a processor emulates the GPU. For more pixels the
 * activations take more memory than those weights. A GPU always keeps them: it has the memory, and with small images it is
 * the launches that cost.
 */
const pixelsWorthKeeping = 256 * 256;

/** The variants that cost least by the device's rates. */
export function planFor(rates: DeviceRates, precision: Precision): Plan {
  const bytesPerNumber = precision === 'f16' ? 2 : 4;

  /**
   * Seconds for the arithmetic of a product. A block that reaches over the edge costs as much as a whole one, and the
   * product takes no less than one block does.
   */
  function productSeconds(
    tiling: Tiling,
    rows: number,
    columns: number,
    depth: number,
    batches: number,
  ): number {
    const { operationsPerSecond, operationsPerSecondAlone } = rates.products.find(
      product => tilingName(product.tiling) === tilingName(tiling),
    )!;
    const block = blockSize(tiling);
    const paddedRows = Math.ceil(rows / block.rows) * block.rows;
    const paddedColumns = Math.ceil(columns / 4 / block.quads) * 4 * block.quads;
    return Math.max(
      (2 * batches * paddedRows * paddedColumns * depth) / operationsPerSecond,
      (2 * block.rows * 4 * block.quads * depth) / operationsPerSecondAlone,
    );
  }

  function directSeconds(
    { height, width, inChannels, outChannels }: ConvolutionShape,
    tiling: Tiling,
  ): number {
    return productSeconds(tiling, height * width, outChannels, 9 * inChannels, 1) + rates.secondsPerLaunch;
  }

  function winogradSeconds(shape: ConvolutionShape, tile: WinogradTile, tiling: Tiling): number {
    const { height, width, inChannels, outChannels } = shape;
    const positions = winograd(tile).size ** 2;
    const tiles = Math.ceil(height / tile) * Math.ceil(width / tile);
    // A transform and the product each read or write these arrays once.
    const bytes = 2 * positions * tiles * (inChannels + outChannels) * bytesPerNumber;
    return (
      productSeconds(tiling, tiles, outChannels, inChannels, positions) +
      bytes / rates.bytesPerSecond +
      3 * rates.secondsPerLaunch
    );
  }

  const tilings = rates.products.map(({ tiling }) => tiling);
  return {
    precision,
    workspaceBytes,
    reduction: rates.reducesBySubgroups ? 'subgroups' : 'halving',
    keepsWeights: pixels => !rates.emulated || pixels >= pixelsWorthKeeping,
    variant: (shape, maxWeightBytes = Infinity) => {
      const direct = tilings.map((tiling): [ConvolutionVariant, number] => [
        { kind: 'direct', tiling },
        directSeconds(shape, tiling),
      ]);
      const affordable = ([2, 4] as const).filter(
        tile => transformedElements(shape, tile) * bytesPerNumber <= maxWeightBytes,
      );
      const transformed = affordable.flatMap(tile =>
        tilings.map((tiling): [ConvolutionVariant, number] => [
          { kind: 'winograd', tile, tiling },
          winogradSeconds(shape, tile, tiling),
        ]),
      );
      return cheapest([...direct, ...transformed]);
    },
    tiling: (rows, columns, batches) =>
      cheapest(tilings.map(tiling => [tiling, productSeconds(tiling, rows, columns, 1, batches)])),
  };
}

function transformedElements({ inChannels, outChannels }: ConvolutionShape, tile: WinogradTile): number {
  return winograd(tile).size ** 2 * inChannels * outChannels;
}

function cheapest<T>(priced: readonly (readonly [T, number])[]): T {
  return priced.reduce((best, next) => (next[1] < best[1] ? next : best))[0];
}
