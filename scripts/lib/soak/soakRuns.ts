import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { recordKeyword, type RunRecord } from '../../../src/shared/messages/output';
import { pngText } from '../stylize/pngText';
import { until } from '../vscode/until';
import { causeFault } from './causeFault';
import type { Fault, PlannedRun } from './soakPlan';
import { patienceMs, type Sight, type SoakWindow } from './soakWindow';

/** What a soak has seen so far. */
export interface SoakTally {
  epochs: number;
  runs: number;
  pictures: number;
  readonly survived: Map<Fault, number>;
  readonly skipped: Set<Fault>;
  /** Most epochs that had to be computed again after a fault. */
  mostRepeated: number;
}

/**
 * Makes one run with all that is planned to happen to it, up to its saved picture.
 * @throws Error where its picture is lost: it is neither in the output folder nor comes back in the studio
 */
export async function makeRun(
  window: SoakWindow,
  run: PlannedRun,
  tally: SoakTally,
  say: (text: string) => void,
): Promise<void> {
  const before = new Set(await window.pictures());
  let reached = 0;
  const resumed = (epoch: number): void => {
    tally.mostRepeated = Math.max(tally.mostRepeated, reached - epoch);
    say(`  goes on from epoch ${epoch}`);
  };
  /** Waits for a sight, or for the picture where the run is over before it. */
  const reach = async (what: string, isWanted: (sight: Sight) => boolean): Promise<RunRecord | Sight> => {
    const ask = async (): Promise<RunRecord | Sight | undefined> => {
      const picture = await whole(window, await saved(window, before));
      if (picture) return picture;
      const sight = await window.tend(resumed);
      return sight && isWanted(sight) ? sight : undefined;
    };
    return await until(what, ask, { limitMs: patienceMs });
  };
  await window.configure(run);
  await window.begin(run);
  await reach(`the run of ${run.photo} to begin`, ({ phase }) => phase === 'running');
  for (const { fault, epoch } of run.faults) {
    const sight = await reach(`epoch ${epoch}`, now => now.phase === 'running' && now.epoch >= epoch);
    reached = 'epoch' in sight ? sight.epoch : sight.epochs;
    say(`${fault} ${'epoch' in sight ? 'at' : 'after the end, at'} epoch ${reached}`);
    if ((await causeFault(fault, window)) === 'skipped') tally.skipped.add(fault);
    else tally.survived.set(fault, (tally.survived.get(fault) ?? 0) + 1);
  }
  const picture = await reach(`the picture of ${run.photo}`, () => false);
  if ('epochs' in picture) tally.epochs += picture.epochs;
  tally.runs++;
  tally.pictures = (await window.pictures()).length;
}

async function saved(window: SoakWindow, before: ReadonlySet<string>): Promise<readonly string[]> {
  return (await window.pictures()).filter(name => !before.has(name));
}

/** The record of a finished picture among these; a fault may have had an earlier one saved, too. */
async function whole(window: SoakWindow, names: readonly string[]): Promise<RunRecord | undefined> {
  for (const name of names) {
    const text = pngText(await readFile(join(window.folder, 'stylized', name)), recordKeyword);
    const record = text === undefined ? undefined : (JSON.parse(text) as RunRecord);
    if (record && record.epochs >= record.recipe.epochs) return record;
  }
  return undefined;
}
