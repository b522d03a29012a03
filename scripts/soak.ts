// Lives with the studio in a real VS Code for thousands of epochs, and breaks what can break at random, seeded moments:
//   npm run soak -- [--seed N] [--epochs N] [--minutes N]
// Prints what was survived, and the memory before and after the half in which pages and processes stay the same. Exits with 1
// where a picture is lost or memory grows by more than 5 %, and then leaves the workspace and the log. Linux only.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorText } from '../src/shared/errors';
import { runMain } from './lib/process/runMain';
import { ensureSystemPackages } from './lib/process/setupPackages';
import { packExtension } from './lib/release/packedExtension';
import { soakArguments, soakCommand, type SoakArguments } from './lib/soak/soakArguments';
import { readMemory, type MemoryReading } from './lib/soak/soakMemory';
import { planSoak } from './lib/soak/soakPlan';
import { makeRun, type SoakTally } from './lib/soak/soakRuns';
import { faultTable, grown, memoryTable } from './lib/soak/soakTable';
import { SoakWindow } from './lib/soak/soakWindow';

async function main({ seed, epochs, limitMs, vsix }: SoakArguments): Promise<number> {
  await ensureSystemPackages();
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-soak-'));
  const path =
    vsix === undefined
      ? (await packExtension(join(folder, 'pastiche.vsix'), ['--without-model'])).path
      : resolve(vsix);
  const begun = performance.now();
  const lines: string[] = [];
  const say = (text: string): void => {
    const line = `${((performance.now() - begun) / 1000).toFixed(0)} s: ${text}`;
    lines.push(line);
    process.stderr.write(`${line}\n`);
  };
  const tally: SoakTally = {
    epochs: 0,
    runs: 0,
    pictures: 0,
    survived: new Map(),
    skipped: new Set(),
    mostRepeated: 0,
  };
  const readings: MemoryReading[] = [];
  let trouble: string | undefined;
  const window = await SoakWindow.open(join(folder, 'workspace'), path);
  try {
    const plan = planSoak(seed, epochs);
    for (const run of [...plan.broken, ...plan.steady]) {
      const isLast = run === plan.steady[0] && readings.length > 0;
      if (performance.now() - begun > limitMs && !isLast) continue;
      say(`${run.photo}, ${run.style}, ${run.size} px, ${run.epochs} epochs`);
      await makeRun(window, run, tally, say);
      if (run === plan.steady[0]) readings.push(await readMemory(window.page));
    }
  } catch (thrown) {
    const shown = await window.workbench.scene.describe().catch(() => '');
    trouble = `A picture is lost, or the studio did not come back: ${errorText(thrown)}\n${shown}`;
    say(trouble);
  } finally {
    await writeFile(join(folder, 'soak.log'), lines.join('\n'));
    await writeFile(join(folder, 'server.log'), await window.session.server.readLog());
    await window.stop();
  }
  const [before, after] = readings;
  const tooMuch = before && after ? grown(before, after) : [];
  process.stdout.write(
    [
      `Seed ${seed}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} threads, ${((performance.now() - begun) / 60_000).toFixed(0)} min`,
      `${tally.runs} runs, ${tally.epochs} epochs, ${tally.pictures} pictures, ${trouble ? 1 : 0} lost; at most ${tally.mostRepeated} epochs repeated after a fault`,
      faultTable(tally),
      before && after ? memoryTable(before, after) : 'The memory was not measured twice.',
      ...(tooMuch.length > 0 ? [`Grown by more than 5 %: ${tooMuch.join(', ')}.`] : []),
      '',
    ].join('\n\n'),
  );
  if (!trouble && tooMuch.length === 0) {
    await rm(folder, { recursive: true, force: true });
    return 0;
  }
  process.stdout.write(
    `Workspace and logs: ${folder}\nAgain: npm run soak -- --seed ${seed} --epochs ${epochs}\n`,
  );
  return 1;
}

await runMain(soakCommand, line => main(soakArguments(line)));
