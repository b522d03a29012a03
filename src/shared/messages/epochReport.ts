/** The weighted loss terms of one epoch; `total` is their sum. */
export interface EpochLosses {
  readonly style: number;
  readonly content: number;
  readonly variation: number;
  readonly total: number;
}

/** Losses of one epoch (counted from 0), taken before that epoch's optimiser step. */
export interface EpochReport extends EpochLosses {
  readonly epoch: number;
}
