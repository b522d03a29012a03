import type { FuzzTarget } from './target';

/** How many of the inputs each target gets, at least one. */
export function sharesOf(targets: readonly FuzzTarget[], inputs: number): readonly number[] {
  const all = targets.reduce((sum, { share }) => sum + share, 0);
  return targets.map(({ share }) => Math.max(1, Math.round((inputs * share) / all)));
}
