import type { Recipe } from '../../../src/shared/recipe/recipe';
import { markStart } from '../../../src/shared/startMarks';
import type { Backend } from '../backends/backend';
import type { Precision } from '../gradient/precision';
import type { ProgramShapes } from '../gradient/programShapes';
import { wholeReader } from '../gradient/wholeReader';
import { disposeScaleImages, type ScaleImages } from '../images/scaleImages';
import type { LossPlan } from '../losses/lossPlan';
import { hasMargins, withMargins, withoutMargins } from '../losses/mirroredMargin';
import type { Objective } from '../losses/objective';
import { disposeTargets, makeTargets } from '../losses/targets';
import type { Network } from '../network/vgg19';
import type { PlannedScale } from '../planning/runPlan';
import { TiledObjective } from '../tiles/tiledObjective';
import { tiledReader } from '../tiles/tiledReader';
import type { TileSize } from '../tiles/tileGrid';
import { tapsOf } from '../tiles/tileProgram';

export interface ScaleSource {
  readonly backend: Backend;
  readonly network: Network;
  readonly images: ScaleImages;
  readonly lossPlan: LossPlan;
  readonly recipe: Recipe;
}

/** How a scale is computed: whole or in tiles, in which precision, recomputing how much. */
export type ScaleComputation = Pick<PlannedScale, 'tiles'> & {
  readonly program: Pick<ProgramShapes, 'precision' | 'recomputedBlocks'>;
};

/**
 * The objective of one scale, with targets of its own that it frees.
 * @param planned gives the plan, and is asked before each evaluation: a run may have to go on in another precision
 */
export async function scaleObjective(
  source: ScaleSource,
  planned: () => ScaleComputation,
): Promise<Objective> {
  const { tiles } = planned();
  const create = (seen: ScaleSource): Promise<Objective> =>
    tiles ? objectiveInTiles(seen, tiles) : wholeObjective(seen, planned);
  if (!hasMargins(source.recipe)) return await create(source);
  const images = withMargins(source.images);
  try {
    return withoutMargins(await create({ ...source, images }));
  } finally {
    disposeScaleImages(images);
  }
}

async function wholeObjective(
  { backend, network, images, lossPlan, recipe }: ScaleSource,
  planned: () => ScaleComputation,
): Promise<Objective> {
  const targets = await makeTargets(wholeReader(backend), network, images, lossPlan, recipe);
  markStart('targets');
  const objective = inPrecisionNow(
    () => planned().program.precision,
    precision => {
      const { recomputedBlocks } = planned().program;
      return backend.objective(network, targets, { precision, recomputedBlocks });
    },
  );
  return withHeld(objective, () => disposeTargets(targets));
}

/** An objective whose targets and evaluations are computed tile by tile. */
async function objectiveInTiles(
  { backend, network, images, lossPlan, recipe }: ScaleSource,
  tiles: TileSize,
): Promise<Objective> {
  const targets = await makeTargets(tiledReader(backend, tiles), network, images, lossPlan, recipe);
  const program = backend.tileProgram(network, tapsOf(targets));
  const options = { ...tiles, wraps: network.edges === 'wrap', seed: recipe.seed };
  return withHeld(new TiledObjective(program, targets, options), () => {
    program.dispose();
    disposeTargets(targets);
  });
}

/** An objective whose precision may change from one evaluation to the next; it is then made anew. */
function inPrecisionNow(
  precisionNow: () => Precision,
  create: (precision: Precision) => Objective,
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

/** An objective that frees what it is computed from when it is disposed of. */
function withHeld(objective: Objective, free: () => void): Objective {
  return {
    evaluate: image => objective.evaluate(image),
    dispose: () => {
      objective.dispose();
      free();
    },
  };
}
