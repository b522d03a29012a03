import type { ModelSource } from './modelPins';

/**
 * Order in which sources are asked, learnt from one file for the next: a source that failed goes behind those that did not.
 */
export class SourceRanking {
  private readonly failures: Map<ModelSource, number>;

  constructor(sources: readonly ModelSource[]) {
    this.failures = new Map(sources.map(source => [source, 0]));
  }

  bestFirst(): readonly ModelSource[] {
    return [...this.failures].sort(([, a], [, b]) => a - b).map(([source]) => source);
  }

  failed(source: ModelSource): void {
    this.failures.set(source, (this.failures.get(source) ?? 0) + 1);
  }
}
