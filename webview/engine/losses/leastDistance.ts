import type { Shapes } from '../network/shapes';
import type { ContentTarget, StyleTarget } from './objective';

/** Stands in for a distance of 0: small enough that no loss shows it. */
const leastNorm = 1e-12;

/**
 * The least that a target's distance d counts as under `norm`. The gradient of |d| divides by it, so that a distance of 0,
 * or one that is nothing but rounding, must not make the gradient infinite.
 */
export function leastDistance(
  target: StyleTarget<Shapes> | Omit<ContentTarget<unknown, Shapes>, 'features'>,
): number {
  return 'least' in target ? target.least : leastNorm;
}
