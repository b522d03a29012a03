import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import { hostResultsVariable, type HostTestResult } from '../../scripts/lib/testing/hostResults';

/**
 * Runs inside VS Code's extension host, in one bundle with the test files (scripts/lib/testing/hostTests.ts makes it).
 * Rejects when a test failed, which is how VS Code learns its exit code.
 * @param load defines the suites
 */
export async function runSuites(load: () => void): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, forbidOnly: Boolean(process.env['CI']) });
  const grep = process.env['PASTICHE_HOST_GREP'];
  if (grep) mocha.grep(new RegExp(grep));
  // Puts describe, it and the others where the test files look for them.
  mocha.suite.emit('pre-require', globalThis, 'test/host', mocha);
  load();
  const failures = await new Promise<number>(resolve => {
    // Whoever debugs looks at the console; for the runner it is only noise.
    const runner = mocha.reporter(process.env[hostResultsVariable] ? QuietReporter : 'spec').run(resolve);
    runner.on('pass', test => report(test, 'passed'));
    runner.on('fail', (test, error: Error) => report(test, 'failed', error.stack ?? String(error)));
    runner.on('pending', test => report(test, 'skipped'));
  });
  if (failures > 0) throw new Error(`${failures} host tests failed.`);
}

/** Says nothing: results go into a file. */
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
