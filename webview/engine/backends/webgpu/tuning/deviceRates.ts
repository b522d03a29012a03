import type { Tiling } from './tiling';

/** Arithmetic of the matrix product by a tiling. */
export interface ProductRate {
  readonly tiling: Tiling;
  readonly operationsPerSecond: number;
  /** Of one workgroup. A product of few tiles takes as long as any of them, however many more the device could compute. */
  readonly operationsPerSecondAlone: number;
}

/** What a device was measured to do, or is taken to do before it was. Plain data, to be cached for an adapter. */
export interface DeviceRates {
  /** Whether a processor emulates the GPU. */
  readonly emulated: boolean;
  readonly products: readonly ProductRate[];
  /** Of kernels that only pass numbers on. */
  readonly bytesPerSecond: number;
  readonly secondsPerLaunch: number;
  /** Whether it adds up faster by subgroups; not said of a device without them. */
  readonly reducesBySubgroups?: boolean;
}

/**
 * For processors that emulate a GPU: everything through the caches, for they pay dearly for barriers, and no more rows a thread
 * than their compilers get through in a second. Tall and flat tiles.
 */
const cachedTilings: readonly Tiling[] = [
  { threads: [4, 4], rows: 4, quads: 2, staged: 0 },
  { threads: [16, 1], rows: 4, quads: 2, staged: 0 },
];

/**
 * For GPUs: tiles in workgroup memory of 64 x 64 by many numbers a thread or by fewer, smaller ones, and tall ones for the few
 * channels of an image.
 */
const stagedTilings: readonly Tiling[] = [
  { threads: [8, 8], rows: 8, quads: 2, staged: 4 },
  { threads: [16, 8], rows: 8, quads: 1, staged: 4 },
  { threads: [8, 8], rows: 4, quads: 1, staged: 4 },
  { threads: [1, 64], rows: 4, quads: 1, staged: 2 },
];

/** For devices with subgroups: of 32 lanes on most GPUs, of 8 and of 4 on processors that emulate one. */
const shuffledTilings: readonly Tiling[] = [
  { threads: [32, 1], rows: 8, quads: 1, staged: 0, shuffled: true },
  { threads: [16, 1], rows: 8, quads: 2, staged: 0, shuffled: true },
];

/** The same for a processor: with few rows, as above. */
const emulatedTilings: readonly Tiling[] = [
  { threads: [8, 1], rows: 4, quads: 2, staged: 0, shuffled: true },
];

/** What is measured on a device. The first are those that any device takes. */
export function candidateTilings(software: boolean, subgroups = false): readonly Tiling[] {
  return [
    ...(software ? cachedTilings : stagedTilings),
    ...(subgroups ? (software ? emulatedTilings : shuffledTilings) : []),
  ];
}

/** Before anything is measured: a middling device of its kind. Only the proportions matter. */
export function typicalRates(software: boolean): DeviceRates {
  const operationsPerSecond = software ? 2e9 : 2e12;
  const workgroupsAtOnce = software ? 2 : 32;
  return {
    emulated: software,
    // Larger tiles read less for the same arithmetic.
    products: candidateTilings(software).map((tiling, rank) => ({
      tiling,
      operationsPerSecond: operationsPerSecond * 0.8 ** rank,
      operationsPerSecondAlone: (operationsPerSecond * 0.8 ** rank) / workgroupsAtOnce,
    })),
    bytesPerSecond: software ? 1e9 : 2e11,
    secondsPerLaunch: software ? 1e-4 : 1e-5,
  };
}
