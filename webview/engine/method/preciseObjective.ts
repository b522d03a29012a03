import type { Precision } from '../gradient/precision';
import type { Objective } from '../losses/objective';

/** An objective in a precision that may change from one evaluation to the next. */
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
