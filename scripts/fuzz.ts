// Gives every parser, validator and protocol of Pastiche hostile inputs, made from random numbers:
//   npm run fuzz -- [--seed N] [--inputs N] [--only TARGET [--input N]]
// Prints a table; exits with 1 where an input crashed, hung, threw anything but a PasticheError, gave a result that is none or
// left a file, and names the command that runs that input again.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzzArguments, fuzzCommand, type FuzzArguments } from './lib/fuzz/fuzzArguments';
import { fuzzTable } from './lib/fuzz/fuzzTable';
import { runGuarded } from './lib/fuzz/guarded';
import type { TargetReport } from './lib/fuzz/runTarget';
import { repoRoot } from './lib/process/paths';
import { runMain } from './lib/process/runMain';
import { sharesOf } from './lib/fuzz/shares';

/** Most findings of a target that are printed in full. */
const mostPrinted = 3;

async function main({ seed, inputs, targets, input }: FuzzArguments): Promise<number> {
  const before = await readdir(repoRoot);
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-fuzz-'));
  const reports: TargetReport[] = [];
  try {
    for (const [index, { name }] of targets.entries()) {
      process.stderr.write(`${name}…\n`);
      const first = input ?? 0;
      const end = input === undefined ? sharesOf(targets, inputs)[index]! : input + 1;
      reports.push(await runGuarded(name, { seed, first, end, folder }));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  process.stdout.write(`Seed ${seed}\n\n${fuzzTable(reports)}\n`);
  for (const { name, found } of reports) {
    for (const { input: number, kind, text } of found.slice(0, mostPrinted)) {
      process.stdout.write(
        `\n${kind}: npm run fuzz -- --seed ${seed} --only "${name}" --input ${number}\n${text}\n`,
      );
    }
  }
  const stray = (await readdir(repoRoot)).filter(name => !before.includes(name));
  if (stray.length > 0) process.stdout.write(`\nStray files in ${repoRoot}: ${stray.join(', ')}\n`);
  return stray.length > 0 || reports.some(({ found }) => found.length > 0) ? 1 : 0;
}

await runMain(fuzzCommand, line => main(fuzzArguments(line)));
