import type { Precision } from '../gradient/precision';
import type { Objective } from '../losses/objective';

/** An objective whose precision may change from one evaluation to the next; it is then made anew. */
export function createPreciseObjective(
  create: (precision: Precision) => Objective,
  precisionNow: () => Precision,
): Objective {
  let precision = precisionNow();
  let objective = create(precision);
  return {
    evaluate: image => {
      if (precisionNow() !== precision) {
        objective.dispose();
        precision = precisionNow();
        objective = create(precision);
      }
      return objective.evaluate(image);
    },
    dispose: () => objective.dispose(),
  };
}
