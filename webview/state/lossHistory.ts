import type { EpochReport } from '../../src/shared/messages/epochReport';

export const lossTerms = ['total', 'style', 'content', 'variation'] as const;
export type LossTerm = (typeof lossTerms)[number];

/** Values of one line of the chart; null is a gap: a logarithmic axis has no place for zero or what is negligible. */
export type ChartColumn = readonly (number | null)[];

/**
 * Smallest share of the total loss at which a term is drawn. A run that starts from the content image begins with a content
 * loss of rounding error alone, and its line would start far below the others.
 */
const negligible = 1e-5;

/**
 * The losses of one run, in columns as the chart takes them. It grows in place, batch by batch, so that nothing is copied.
 */
export class LossHistory {
  private readonly epochs: number[] = [];
  private readonly raw: Record<LossTerm, number[]> = { total: [], style: [], content: [], variation: [] };
  private readonly drawn: Record<LossTerm, (number | null)[]> = {
    total: [],
    style: [],
    content: [],
    variation: [],
  };

  private readonly hasValue: Record<LossTerm, boolean> = {
    total: false,
    style: false,
    content: false,
    variation: false,
  };

  constructor(reports: readonly EpochReport[] = []) {
    this.append(reports);
  }

  get length(): number {
    return this.epochs.length;
  }

  /** Appends reports; one that is no newer than the last is dropped. */
  append(reports: readonly EpochReport[]): void {
    for (const report of reports) {
      if (report.epoch <= (this.epochs.at(-1) ?? -1)) continue;
      this.epochs.push(report.epoch);
      for (const term of lossTerms) {
        const value = report[term];
        this.raw[term].push(value);
        if (value !== 0) this.hasValue[term] = true;
        this.drawn[term].push(value > negligible * report.total ? value : null);
      }
    }
  }

  /** The chart's columns: epochs, then one for each term in the order of `lossTerms`. */
  columns(): [number[], ...(number | null)[][]] {
    return [this.epochs, ...lossTerms.map(term => this.drawn[term])];
  }

  /** All losses so far, zeros and negligible ones included. */
  reports(): readonly EpochReport[] {
    return this.epochs.map((_, index) => this.at(index)!);
  }

  /** True for a term that has been 0 from the beginning, such as one whose weight is 0. */
  isAlwaysZero(term: LossTerm): boolean {
    return this.length > 1 && !this.hasValue[term];
  }

  /** The losses of the report at this index, zeros and negligible ones included. */
  at(index: number): EpochReport | undefined {
    const epoch = this.epochs.at(index);
    if (epoch === undefined) return undefined;
    const value = (term: LossTerm): number => this.raw[term].at(index)!;
    return {
      epoch,
      total: value('total'),
      style: value('style'),
      content: value('content'),
      variation: value('variation'),
    };
  }
}

const decades = 5;

/**
 * Range of the axis: whole powers of ten around all points that are drawn, so that it seldom changes, and no more than the
 * highest `decades`.
 * @returns null where there is nothing to draw
 */
export function logRange(columns: readonly ChartColumn[]): [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low === Infinity) return null;
  const lowest = 10 ** (Math.ceil(Math.log10(high)) - decades);
  const floor = 10 ** Math.floor(Math.log10(Math.max(low, lowest)));
  const ceiling = 10 ** Math.ceil(Math.log10(high));
  return [floor, ceiling > floor ? ceiling : floor * 10];
}
