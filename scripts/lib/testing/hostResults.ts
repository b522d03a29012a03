/**
 * Variable that names the file by which Mocha, inside VS Code, reports to the runner outside: a line of JSON for each test.
 * A file keeps the results even where the extension host ends before the tests do.
 */
export const hostResultsVariable = 'PASTICHE_HOST_RESULTS';

export interface HostTestResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds?: number;
  /** Message and stack of a failed test, or the reason for a skipped one. */
  readonly text?: string;
}
