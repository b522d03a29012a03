import type { Recipe } from '../../src/shared/recipe';
import type { LossPlan } from './lossPlan';
import type { Objective, Targets } from './objective';
import type { ScaleImages } from './scaleImages';
import { disposeTargets, makeTargets, makeTargetsBy } from './targets';
import { createTileProgram } from './tiles/createTileProgram';
import { tapsOf } from './tiles/tileProgram';
import { TiledObjective } from './tiles/tiledObjective';
import { tiledSight } from './tiles/tiledSight';
import type { TileSize } from './tiles/tileGrid';
import type { Network } from './vgg19';

interface ScaleSource {
  readonly network: Network;
  readonly images: ScaleImages;
  readonly plan: LossPlan;
  readonly recipe: Recipe;
}

/** The objective of one scale, with targets of its own that it frees. */
export async function wholeObjective(
  { network, images, plan, recipe }: ScaleSource,
  createObjective: (network: Network, targets: Targets) => Objective,
): Promise<Objective> {
  const targets = await makeTargets(network, images, plan, recipe);
  return withHeld(createObjective(network, targets), () => disposeTargets(targets));
}

/** The same in tiles, targets and all. */
export async function objectiveInTiles(
  { network, images, plan, recipe }: ScaleSource,
  tiles: TileSize,
): Promise<Objective> {
  const targets = await makeTargetsBy(tiledSight(tiles), network, images, plan, recipe);
  const program = createTileProgram(network, tapsOf(targets));
  const options = { ...tiles, wraps: network.edges === 'wrap', seed: recipe.seed };
  return withHeld(new TiledObjective(program, targets, options), () => {
    program.dispose();
    disposeTargets(targets);
  });
}

function withHeld(objective: Objective, free: () => void): Objective {
  return {
    evaluate: image => objective.evaluate(image),
    dispose: () => {
      objective.dispose();
      free();
    },
  };
}
