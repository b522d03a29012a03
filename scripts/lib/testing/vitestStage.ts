import type { TestCase } from 'vitest/node';
import { repoRoot } from '../process/paths';
import { reasonInTitle, type Outcome, type SkippedTest } from './outcome';

/** Projects of vitest.config.ts. */
export type VitestProject = 'unit' | 'studio' | 'engine' | 'e2e' | 'vgg19';

/** Runs vitest projects in this process and counts their tests; vitest's reporter prints failures in full. */
export async function runVitest(projects: readonly VitestProject[], grep?: string): Promise<Outcome> {
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', [], {
    root: repoRoot,
    project: [...projects],
    watch: false,
    allowOnly: false,
    ...(grep ? { testNamePattern: grep } : {}),
  });
  try {
    const cases = vitest.state.getTestModules().flatMap(module => [...module.children.allTests()]);
    // Files that do not load, and errors outside of any test, count as failures.
    const brokenSuites = vitest.state
      .getTestModules()
      .flatMap(module => [module, ...module.children.allSuites()])
      .filter(part => part.errors().length > 0);
    const stray = vitest.state.getUnhandledErrors();
    const count = (state: string): number => cases.filter(test => test.result().state === state).length;
    return {
      passed: count('passed'),
      failed: count('failed') + brokenSuites.length + stray.length,
      skipped: cases
        .filter(test => !isRun(test))
        .map(skippedTest)
        .filter(({ name }) => !grep || new RegExp(grep).test(name)),
    };
  } finally {
    await vitest.close();
    // The exit code that vitest has set is reset, since the caller decides it after all stages.
    process.exitCode = 0;
  }
}

function isRun(test: TestCase): boolean {
  const { state } = test.result();
  return state === 'passed' || state === 'failed';
}

/**
 * A skipped test with its reason: the one given to `skip`, else that in the title's brackets, as in "… (needs ../shared)".
 */
function skippedTest(test: TestCase): SkippedTest {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  return { name: test.fullName, reason: note ?? reasonInTitle(test.fullName) };
}
