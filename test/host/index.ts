import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import { hostResultsVariable, type HostTestResult } from '../../scripts/lib/testing/hostResults';

/**
 * Runs the suites inside VS Code's extension host, in one bundle with the test files (made by
 * scripts/lib/testing/hostBundle.ts). Rejects when a test failed, from which VS Code derives its exit code.
 * @param load loads the test files, which define the suites
 */
export async function runSuites(load: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, forbidOnly: Boolean(process.env['CI']) });
  const grep = process.env['PASTICHE_HOST_GREP'];
  if (grep) mocha.grep(new RegExp(grep));
  // Mocha defines `describe`, `it` and the others as globals for the test files.
  mocha.suite.emit('pre-require', globalThis, 'test/host', mocha);
  load();
  const failures = await new Promise<number>(resolve => {
    // Results are printed for a debugger's console alone; the runner reads them from a file.
    const runner = mocha.reporter(process.env[hostResultsVariable] ? QuietReporter : 'spec').run(resolve);
    runner.on('pass', test => report(test, 'passed'));
    runner.on('fail', (test, error: Error) => report(test, 'failed', error.stack ?? String(error)));
    runner.on('pending', test => report(test, 'skipped'));
  });
  if (failures > 0) throw new Error(`${failures} host tests failed.`);
}

/** A reporter that prints nothing, since results go into a file. */
class QuietReporter extends Mocha.reporters.Base {}

function report(test: Mocha.Runnable, state: HostTestResult['state'], text?: string): void {
  const file = process.env[hostResultsVariable];
  if (!file) return;
  const result: HostTestResult = {
    name: test.fullTitle(),
    state,
    ...(test.duration === undefined ? {} : { milliseconds: test.duration }),
    ...(text === undefined ? {} : { text }),
  };
  appendFileSync(file, `${JSON.stringify(result)}\n`);
}
