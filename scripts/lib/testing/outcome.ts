/** Result of a stage of the tests. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export interface SkippedTest {
  readonly name: string;
  /** Reason for skipping the test; empty where it gives none, which counts as a failure. */
  readonly reason: string;
}

export const nothing: Outcome = { passed: 0, failed: 0, skipped: [] };

export function sumOf(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: [...sum.skipped, ...skipped],
    }),
    nothing,
  );
}

/** Reason for skipping a test as its title gives it; empty where it gives none. */
export function reasonInTitle(title: string): string {
  return /\((?:skipped: )?(needs [^()]*)\)/.exec(title)?.[1] ?? '';
}

/** The last line that a run of the tests prints. */
export function countsOf({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
