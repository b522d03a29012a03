import { tilingName, type Tiling } from './tiling';

/** The speed of the matrix product by one tiling. */
export interface ProductRate {
  readonly tiling: Tiling;
  readonly operationsPerSecond: number;
  /** The speed of a single workgroup: a product of few blocks takes as long as one of them. */
  readonly operationsPerSecondAlone: number;
}

/** A device's speeds, measured, or assumed before they are. Plain data, to be cached for an adapter. */
export interface DeviceRates {
  /** Whether a processor emulates the GPU. */
  readonly emulated: boolean;
  readonly products: readonly ProductRate[];
  /** Memory throughput of kernels that do next to no arithmetic, read and written bytes together. */
  readonly bytesPerSecond: number;
  readonly secondsPerLaunch: number;
  /** Whether it adds up faster by subgroups; absent for a device without them. */
  readonly reducesBySubgroups?: boolean;
}

/**
 * Tilings for processors that emulate a GPU: everything is read through the caches, since barriers are expensive there,
 * with no more rows a thread than their shader compilers translate in a second. One has tall blocks, the other flat ones.
 */
const cachedTilings: readonly Tiling[] = [
  { threads: [4, 4], rows: 4, quads: 2, staged: 0 },
  { threads: [16, 1], rows: 4, quads: 2, staged: 0 },
];

/** Tilings for GPUs, with blocks in workgroup memory: large ones, smaller ones, and tall ones for an image's channels. */
const stagedTilings: readonly Tiling[] = [
  { threads: [8, 8], rows: 8, quads: 2, staged: 4 },
  { threads: [16, 8], rows: 8, quads: 1, staged: 4 },
  { threads: [8, 8], rows: 4, quads: 1, staged: 4 },
  { threads: [1, 64], rows: 4, quads: 1, staged: 2 },
];

/** The tilings that are measured on a device. */
export function candidateTilings(software: boolean): readonly Tiling[] {
  return software ? cachedTilings : stagedTilings;
}

/** The speeds assumed before any are measured: those of a middling device of its kind. Only their proportions matter. */
export function typicalRates(software: boolean): DeviceRates {
  const operationsPerSecond = software ? 2e9 : 2e12;
  const workgroupsAtOnce = software ? 2 : 32;
  return {
    emulated: software,
    // Larger blocks read less for the same arithmetic, and they come first.
    products: candidateTilings(software).map((tiling, rank) => ({
      tiling,
      operationsPerSecond: operationsPerSecond * 0.8 ** rank,
      operationsPerSecondAlone: (operationsPerSecond * 0.8 ** rank) / workgroupsAtOnce,
    })),
    bytesPerSecond: software ? 1e9 : 2e11,
    secondsPerLaunch: software ? 1e-4 : 1e-5,
  };
}

/** True for rates by which plans can be made: a store may hold those of an older version, or half of them. */
export function areRates(kept: unknown, software: boolean): kept is DeviceRates {
  const { emulated, products, bytesPerSecond, secondsPerLaunch, reducesBySubgroups } = (kept ??
    {}) as Partial<DeviceRates>;
  const names = candidateTilings(software).map(tilingName);
  try {
    return (
      emulated === software &&
      isPositive(bytesPerSecond) &&
      // A clock may be too coarse for a launch.
      (secondsPerLaunch === 0 || isPositive(secondsPerLaunch)) &&
      ['boolean', 'undefined'].includes(typeof reducesBySubgroups) &&
      products!.length > 0 &&
      products!.every(
        ({ tiling, operationsPerSecond, operationsPerSecondAlone }) =>
          names.includes(tilingName(tiling)) &&
          [operationsPerSecond, operationsPerSecondAlone].every(isPositive),
      )
    );
  } catch {
    // A list or tiling is missing, or has another form.
    return false;
  }
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < Infinity;
}
