import type { EpochReport } from '../../src/shared/messages/epochReport';

export const lossTerms = ['total', 'style', 'content', 'variation'] as const;
export type LossTerm = (typeof lossTerms)[number];

/** A logarithmic axis has no place for zero, so such points are gaps; so are those too small to count. */
export type ChartColumn = readonly (number | null)[];

/**
 * A term is not drawn below this part of the total. A run from the content image begins with a content loss that is rounding
 * error alone, and its line would come down from the axis' end.
 */
const negligible = 1e-5;

/** The losses of one run, column by column as the chart wants them. Grows by batches; nothing is copied. */
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

  get length(): number {
    return this.epochs.length;
  }

  /** Adds reports in order; one that is not newer than the last is late and dropped. */
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

  /** Epochs, then one column a term in the order of `lossTerms`. */
  columns(): [number[], ...(number | null)[][]] {
    return [this.epochs, ...lossTerms.map(term => this.drawn[term])];
  }

  /** True for a term that has been 0 from the beginning, such as one whose weight is 0. */
  isAlwaysZero(term: LossTerm): boolean {
    return this.length > 1 && !this.hasValue[term];
  }

  /** The losses as they were, zeros included. */
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
 * Whole powers of ten around all points that are drawn, so that the axis moves rarely; at most `decades` of them, the highest.
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
