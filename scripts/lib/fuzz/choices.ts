import { Random } from '../../../webview/engine/support/random';

/** Random choices of the fuzzer's mutations. */

/** A whole number from 0 up to but without `end`. */
export function below(random: Random, end: number): number {
  return Math.floor(random.uniform() * end);
}

export function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[below(random, choices.length)]!;
}

export function chance(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/** A number from 1 on, small ones more often: half are 1, a quarter 2, and so on. */
export function few(random: Random): number {
  let count = 1;
  while (chance(random, 0.5)) count++;
  return count;
}

/** The random numbers of one input, so that it can be made again without those before it. */
export function randomOf(seed: number, target: string, input: number): Random {
  let hash = 0x811c9dc5; // FNV-1a
  for (const letter of `${seed}/${target}/${input}`)
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return new Random(hash >>> 0);
}
