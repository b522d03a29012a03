// Runs the tests, after setting up what they need:
//   npm test -- [--only STAGE[,STAGE…]] [--with EXTRA[,EXTRA…]] [--grep PATTERN]
// All stages that need no more than a clone run unless --only limits them; --with adds some that need more, such as VGG-19.
// Ends with the line "N passed, N failed, N skipped". Exit code 0 when nothing failed, every stage ran and no test was
// skipped that this machine could run; 2 for bad usage, 1 otherwise.
import { asPasticheError, errorText } from '../src/shared/errors';
import { runMain } from './lib/process/runMain';
import { setModelFor } from './lib/testing/modelOfTests';
import { countsOf, nothing, sumOf, type Outcome, type SkippedTest } from './lib/testing/outcome';
import { objectionTo } from './lib/testing/skips';
import { extras, type Stage } from './lib/testing/stages';
import { testArguments, testCommand, type TestArguments } from './lib/testing/testArguments';

const begun = performance.now();

interface StageResult {
  readonly stage: Stage;
  readonly outcome: Outcome;
  readonly seconds: number;
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

async function runStage(stage: Stage, place: string, grep: string | undefined): Promise<StageResult> {
  const { heading, impossible, run } = stage;
  process.stdout.write(`\n== Stage ${place}: ${heading} (${inMinutes(secondsSince(begun))} so far)\n`);
  setModelFor(stage);
  const start = performance.now();
  const outcome = impossible
    ? { ...nothing, skipped: [{ name: heading, reason: impossible }] }
    : await attempt(() => run(grep));
  const seconds = secondsSince(start);
  process.stdout.write(`== ${countsOf(outcome)} (${inMinutes(seconds)})\n`);
  return { stage, outcome, seconds };
}

/** Runs a stage. One that throws, or finds nothing to do, counts as failed. */
async function attempt(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const outcome = await run();
    if (outcome.passed + outcome.failed > 0) return outcome;
    process.stdout.write('  ✗ No test ran.\n');
    return { ...outcome, failed: 1 };
  } catch (thrown) {
    const { code, cause } = asPasticheError(thrown);
    const stack = cause instanceof Error ? cause.stack : undefined;
    process.stdout.write(`  ✗ ${code === 'internal' && stack ? stack : errorText(thrown)}\n`);
    return { ...nothing, failed: 1 };
  }
}

/** Prints the skipped tests and their reasons. @returns those that should have run */
function judgeSkipped({ skipped }: Outcome): readonly SkippedTest[] {
  if (skipped.length > 0) process.stdout.write('\nSkipped:\n');
  for (const test of skipped) {
    const objection = objectionTo(test);
    process.stdout.write(`  ${objection ? '✗' : '-'} ${test.name}: ${test.reason}\n`);
    if (objection) process.stdout.write(`      A failure: ${objection}.\n`);
  }
  return skipped.filter(test => objectionTo(test));
}

function tell(results: readonly StageResult[], leftOut: readonly Stage[]): void {
  process.stdout.write('\n');
  for (const { stage, outcome, seconds } of results) {
    const time = inMinutes(seconds).padStart(11);
    process.stdout.write(`  ${stage.name.padEnd(8)}${time}  ${countsOf(outcome)}\n`);
  }
  process.stdout.write(`  ${'in all'.padEnd(8)}${inMinutes(secondsSince(begun)).padStart(11)}\n`);
  for (const { name, heading } of leftOut) {
    process.stdout.write(`Left out: ${heading} (npm test -- --with ${name}).\n`);
  }
}

function inMinutes(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

async function main({ chosen, grep, isPart }: TestArguments): Promise<number> {
  const results: StageResult[] = [];
  for (const [index, stage] of chosen.entries()) {
    results.push(await runStage(stage, `${index + 1} of ${chosen.length}`, grep));
  }
  const sum = sumOf(results.map(({ outcome }) => outcome));
  const wrong = judgeSkipped(sum);
  tell(results, isPart ? [] : extras.filter(stage => !chosen.includes(stage)));
  const total = {
    passed: sum.passed,
    failed: sum.failed + wrong.length,
    skipped: sum.skipped.filter(test => !wrong.includes(test)),
  };
  process.stdout.write(`\n${countsOf(total)}\n`);
  return total.failed === 0 ? 0 : 1;
}

// A signal exits the process properly, so that its servers and browsers end with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
await runMain(testCommand, line => main(testArguments(line)));
