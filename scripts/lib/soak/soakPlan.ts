import type { Random } from '../../../webview/engine/support/random';
import { below, oneOf, randomOf } from '../fuzz/choices';
import { sampleNames, type SampleName } from '../vscode/sampleWorkspace';

/** What a person does meanwhile; processes and pages stay the same. */
export const habits = ['paused', 'recipe changed', 'hidden and shown', 'moved to another group'] as const;

/** What ends a page or a process, or keeps a picture from being written. */
export const breakages = [
  'window reloaded',
  'moved into a new window',
  'worker dead',
  'page dead',
  'extension host dead',
  'GPU process dead',
  'server dead',
  'disk full',
] as const;

export type Fault = (typeof habits)[number] | (typeof breakages)[number];

export interface PlannedFault {
  readonly fault: Fault;
  /** The epoch after which it happens. */
  readonly epoch: number;
}

export interface PlannedRun {
  readonly photo: SampleName;
  readonly style: string;
  /** Longest side, px. */
  readonly size: number;
  readonly epochs: number;
  readonly faults: readonly PlannedFault[];
}

/** All runs of a soak: the first half breaks whatever can break, in the second one pages and processes stay the same. */
export interface SoakPlan {
  readonly broken: readonly PlannedRun[];
  /** The first and the last are left alone: after each the memory is measured. */
  readonly steady: readonly PlannedRun[];
}

const styles = ['Woodcut', 'Mosaic', 'Flow strokes', 'Watercolor'] as const;

/** Epochs of a run; one that is shorter would be over before anything happens to it. */
const epochsOfRun = 100;

/** The plan of a seed: the same numbers make the same plan. */
export function planSoak(seed: number, epochs: number): SoakPlan {
  const random = randomOf(seed, 'soak', 0);
  const runs = Math.max(4, Math.round(epochs / epochsOfRun));
  const each = Math.max(10, Math.floor(epochs / runs));
  const half = Math.floor(runs / 2);
  const [deal, dealHabit] = [dealer(random, [...habits, ...breakages]), dealer(random, habits)];
  const steady = Array.from({ length: runs - half }, (_, i) => {
    const isMeasured = i === 0 || i === runs - half - 1;
    return runOf(random, each, isMeasured ? [] : [dealHabit(), dealHabit()]);
  });
  return {
    broken: Array.from({ length: half }, () => runOf(random, each, [deal(), deal()])),
    // What is measured is measured after the same run.
    steady: steady.map((run, i) => (i === steady.length - 1 ? steady[0]! : run)),
  };
}

function runOf(random: Random, epochs: number, faults: readonly Fault[]): PlannedRun {
  const last = Math.floor(epochs * 0.6);
  const moments = faults.map(() => 5 + below(random, Math.max(1, last - 5))).sort((a, b) => a - b);
  return {
    photo: oneOf(random, sampleNames),
    style: oneOf(random, styles),
    size: oneOf(random, [48, 64, 80]),
    epochs,
    faults: faults.map((fault, i) => ({ fault, epoch: moments[i]! })),
  };
}

/** Deals all cards in a random order before it deals any again. */
function dealer<T>(random: Random, cards: readonly T[]): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = [...cards];
    return left.splice(below(random, left.length), 1)[0]!;
  };
}
