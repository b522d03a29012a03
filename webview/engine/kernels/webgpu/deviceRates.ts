import type { Tiling } from './product';

/** What a device was measured to do, or is taken to do before it was. Plain data, to be cached for an adapter. */
export interface DeviceRates {
  /** Arithmetic of the matrix product, by tiling. */
  readonly products: readonly { readonly tiling: Tiling; readonly operationsPerSecond: number }[];
  /** Of kernels that only pass numbers on. */
  readonly bytesPerSecond: number;
  readonly secondsPerLaunch: number;
}

/**
 * For processors that emulate a GPU: everything through the caches, for they pay dearly for barriers, and no more rows a thread
 * than their compilers get through in a second. Tall and flat tiles.
 */
const cachedTilings: readonly Tiling[] = [
  { threads: [4, 4], rows: 4, quads: 2, staged: 0 },
  { threads: [16, 1], rows: 4, quads: 2, staged: 0 },
];

/** For GPUs: 64 x 64 and smaller tiles in workgroup memory. */
const stagedTilings: readonly Tiling[] = [
  { threads: [8, 8], rows: 8, quads: 2, staged: 4 },
  { threads: [16, 16], rows: 4, quads: 1, staged: 4 },
  { threads: [8, 8], rows: 4, quads: 1, staged: 4 },
];

export function candidateTilings(software: boolean): readonly Tiling[] {
  return software ? cachedTilings : stagedTilings;
}

/** Before anything is measured: a middling device of its kind. Only the proportions matter. */
export function typicalRates(software: boolean): DeviceRates {
  const operationsPerSecond = software ? 2e9 : 2e12;
  return {
    // Larger tiles read less for the same arithmetic.
    products: candidateTilings(software).map((tiling, rank) => ({
      tiling,
      operationsPerSecond: operationsPerSecond * 0.8 ** rank,
    })),
    bytesPerSecond: software ? 1e9 : 2e11,
    secondsPerLaunch: software ? 1e-4 : 1e-5,
  };
}
