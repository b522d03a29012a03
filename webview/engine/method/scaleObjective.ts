import type { Recipe } from '../../../src/shared/recipe/recipe';
import type { LossPlan } from '../losses/lossPlan';
import { hasMargins, withMargins, withoutMargins } from '../losses/mirroredMargin';
import type { Objective, Targets } from '../losses/objective';
import { disposeScaleImages, type ScaleImages } from '../images/scaleImages';
import { disposeTargets, makeTargets, makeTargetsBy } from '../losses/targets';
import { createTileProgram } from '../backends/createTileProgram';
import { tapsOf } from '../tiles/tileProgram';
import { TiledObjective } from '../tiles/tiledObjective';
import { tiledSight } from '../tiles/tiledSight';
import type { TileSize } from '../tiles/tileGrid';
import type { Network } from '../network/vgg19';

interface ScaleSource {
  readonly network: Network;
  readonly images: ScaleImages;
  readonly plan: LossPlan;
  readonly recipe: Recipe;
}

/** @param images those of the scale */
export type CreateObjective = (network: Network, targets: Targets, images: ScaleImages) => Objective;

/**
 * The objective of one scale, with targets of its own that it frees.
 * @param tiles the tiles that it is computed in; undefined: the whole image at once
 */
export async function scaleObjective(
  source: ScaleSource,
  createObjective: CreateObjective,
  tiles: TileSize | undefined,
): Promise<Objective> {
  const create = (seen: ScaleSource): Promise<Objective> =>
    tiles
      ? objectiveInTiles(seen, tiles)
      : wholeObjective(seen, (network, targets) => createObjective(network, targets, source.images));
  if (!hasMargins(source.recipe)) return await create(source);
  const images = withMargins(source.images);
  try {
    return withoutMargins(await create({ ...source, images }));
  } finally {
    disposeScaleImages(images);
  }
}

async function wholeObjective(
  { network, images, plan, recipe }: ScaleSource,
  createObjective: (network: Network, targets: Targets) => Objective,
): Promise<Objective> {
  const targets = await makeTargets(network, images, plan, recipe);
  return withHeld(createObjective(network, targets), () => disposeTargets(targets));
}

/** An objective whose targets and evaluations are computed tile by tile. */
async function objectiveInTiles(
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
