// Runs every test there is, after setting up what they need:
//   npm test -- [--only STAGE[,STAGE…]] [--grep PATTERN]
// Ends with the line "N passed, N failed, N skipped". Exit code 0 when nothing failed, every stage ran and no test was
// skipped that this machine could run; 2 for bad usage, 1 otherwise.
import { parseArgs } from 'node:util';
import { asPasticheError, errorText, PasticheError } from '../src/shared/errors';
import { nothing, sumOf, type Outcome, type SkippedTest } from './lib/testing/outcome';
import { objectionTo } from './lib/testing/skips';
import { stages, type Stage } from './lib/testing/stages';

interface Options {
  readonly chosen: readonly Stage[];
  /** Runs only tests whose name matches. */
  readonly grep: string | undefined;
}

function parse(args: readonly string[]): Options {
  const { only, grep } = read(args);
  const names = only?.split(',') ?? stages.map(({ name }) => name);
  const unknown = names.find(name => !stages.some(stage => stage.name === name));
  if (unknown !== undefined) {
    const known = stages.map(({ name }) => name).join(', ');
    throw new PasticheError('usage', `There is no stage "${unknown}".`, `The stages are ${known}.`);
  }
  return { chosen: stages.filter(({ name }) => names.includes(name)), grep };
}

function read(args: readonly string[]): { only?: string; grep?: string } {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args: [...args], options: { only: text, grep: text } }).values;
  } catch (thrown) {
    throw new PasticheError(
      'usage',
      (thrown as Error).message,
      'Usage: npm test -- [--only STAGE,…] [--grep PATTERN]',
    );
  }
}

async function runStage({ heading, impossible, run }: Stage, grep: string | undefined): Promise<Outcome> {
  process.stdout.write(`\n== ${heading}\n`);
  const begun = performance.now();
  const outcome = impossible
    ? { ...nothing, skipped: [{ name: heading, reason: impossible }] }
    : await attempt(() => run(grep));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`== ${countsOf(outcome)} (${seconds} s)\n`);
  return outcome;
}

/** A stage that cannot do its work, or finds nothing to do, has failed. */
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

/** Lists what was skipped and why. @returns those that should have run */
function judgeSkipped({ skipped }: Outcome): readonly SkippedTest[] {
  if (skipped.length > 0) process.stdout.write('\nSkipped:\n');
  for (const test of skipped) {
    const objection = objectionTo(test);
    process.stdout.write(`  ${objection ? '✗' : '-'} ${test.name}: ${test.reason}\n`);
    if (objection) process.stdout.write(`      A failure: ${objection}.\n`);
  }
  return skipped.filter(test => objectionTo(test));
}

function countsOf({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed, ${skipped.length} skipped`;
}

async function main(): Promise<number> {
  const { chosen, grep } = parse(process.argv.slice(2));
  const outcomes: Outcome[] = [];
  for (const stage of chosen) outcomes.push(await runStage(stage, grep));
  const sum = sumOf(outcomes);
  const wrong = judgeSkipped(sum);
  const total = {
    passed: sum.passed,
    failed: sum.failed + wrong.length,
    skipped: sum.skipped.filter(test => !wrong.includes(test)),
  };
  process.stdout.write(`\n${countsOf(total)}\n`);
  return total.failed === 0 ? 0 : 1;
}

// Servers and browsers that are running end with this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  process.exit(await main());
} catch (thrown) {
  process.stderr.write(`${errorText(thrown)}\n`);
  process.exit(asPasticheError(thrown).code === 'usage' ? 2 : 1);
}
