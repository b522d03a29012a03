/** What a stage of the tests came to. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export interface SkippedTest {
  readonly name: string;
  /** Why; empty where the test does not say, which is a failure of its own. */
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

/** Why a test that its title alone explains was skipped; empty when it does not say. */
export function reasonInTitle(title: string): string {
  return /\((?:skipped: )?(needs [^()]*)\)/.exec(title)?.[1] ?? '';
}

/** The line that a run ends with. */
export function countsOf({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}
