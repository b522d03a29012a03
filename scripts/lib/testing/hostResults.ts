/**
 * How Mocha, inside VS Code, tells the runner outside what happened: a line of JSON for each test, appended to the file that
 * this variable names. A file holds what was done even where the extension host ends in the middle.
 */
export const hostResultsVariable = 'PASTICHE_HOST_RESULTS';

export interface HostTestResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds?: number;
  /** Message and stack of a failed test, or why one was skipped. */
  readonly text?: string;
}
