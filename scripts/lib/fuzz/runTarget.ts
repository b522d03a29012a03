import { readdirSync } from 'node:fs';
import { PasticheError } from '../../../src/shared/errors';
import { randomOf } from './choices';
import { Finding, type FuzzTarget } from './target';
import { recipeFileName } from './targets/recordTargets';

/** Processor time of one input above which it counts as a hang, ms. */
export const hangMs = 100;

export type FindingKind = 'crash' | 'hang' | 'foreign' | 'wrong' | 'stray';

/** What went wrong with an input, by the number that makes it again. */
export interface Found {
  readonly input: number;
  readonly kind: FindingKind;
  readonly text: string;
}

export interface TargetReport {
  readonly name: string;
  readonly inputs: number;
  /** Inputs that were refused by a `PasticheError`; the others were taken. */
  readonly refused: number;
  readonly slowest: { readonly input: number; readonly ms: number };
  readonly found: readonly Found[];
}

/** Inputs of a target to run: all numbers from `first` up to but without `end`. */
export interface FuzzRange {
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  /** Folder in which targets write, and which must hold nothing else afterwards. */
  readonly folder: string;
  /** Called before each input. */
  readonly onInput?: (input: number) => void;
}

/** Runs a target's inputs one after the other. A finding does not end the run. */
export async function runTarget(
  target: FuzzTarget,
  { seed, first, end, folder, onInput }: FuzzRange,
): Promise<TargetReport> {
  const found: Found[] = [];
  let refused = 0;
  let slowest = { input: first, ms: 0 };
  for (let input = first; input < end; input++) {
    onInput?.(input);
    const once = async (): Promise<[number, Outcome]> => {
      const before = process.cpuUsage();
      const outcome = await outcomeOf(() => target.run(randomOf(seed, target.name, input), folder));
      const { user, system } = process.cpuUsage(before);
      return [(user + system) / 1000, outcome];
    };
    const [firstMs, outcome] = await once();
    let ms = firstMs;
    // Compilation and collection of garbage count, too: what takes long by itself does so again.
    for (let again = 0; again < 2 && ms > hangMs; again++) ms = Math.min(ms, (await once())[0]);
    if (ms > slowest.ms) slowest = { input, ms };
    if (ms > hangMs) found.push({ input, kind: 'hang', text: `${Math.round(ms)} ms` });
    if (outcome === 'refused') refused++;
    else if (outcome !== 'taken') found.push({ input, ...outcome });
  }
  const stray = readdirSync(folder).filter(name => name !== recipeFileName);
  if (stray.length > 0) found.push({ input: end - 1, kind: 'stray', text: stray.join(', ') });
  return { name: target.name, inputs: end - first, refused, slowest, found };
}

type Outcome = 'taken' | 'refused' | { readonly kind: 'foreign' | 'wrong'; readonly text: string };

async function outcomeOf(run: () => unknown): Promise<Outcome> {
  try {
    await run();
    return 'taken';
  } catch (thrown) {
    if (thrown instanceof PasticheError) return 'refused';
    if (thrown instanceof Finding) return { kind: 'wrong', text: thrown.message };
    return {
      kind: 'foreign',
      text: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    };
  }
}
