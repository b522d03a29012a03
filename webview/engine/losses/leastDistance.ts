import type { ContentTarget, StyleTarget } from './objective';

/** Below this a norm counts as 0 in what it is divided by. */
const leastNorm = 1e-12;

/** Below this a target's distance counts as this in what it is divided by. */
export function leastDistance(target: StyleTarget | Omit<ContentTarget<unknown>, 'features'>): number {
  return 'least' in target ? target.least : leastNorm;
}
