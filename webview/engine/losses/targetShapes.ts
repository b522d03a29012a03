import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { styleLossAt, styleShare, type LossPlan } from './lossPlan';
import type { Distance, StyleTarget, TargetShapes } from './objective';
import type { ScaleImages } from '../images/scaleImages';
import { shaped, type Shapes } from '../network/shapes';
import { channelsSeen, layerSize, type Network } from '../network/vgg19';

/**
 * The shapes of the targets that `makeTargets` will make of images of these shapes. They are listed apart from it, since it
 * runs the network on the images to find numbers, and a plan has neither; a test holds the two against each other.
 */
export function targetShapes(
  network: Network<Shapes>,
  { content, contentMask, styles }: ScaleImages<Shapes[4]>,
  plan: LossPlan,
  recipe: Recipe,
): TargetShapes {
  const { styleLayers, contentLayers, scaling } = plan;
  const distance: Distance = scaling === 'seed' ? 'squared' : 'norm';
  const maskAt = (layer: ConvName, mask: Shapes[4] | undefined): { mask?: Shapes[4] } =>
    mask ? { mask: shaped(1, ...layerSize(content, layer), 1) } : {};
  const regions = [...new Set(styles.map(({ region }) => region))];
  const withoutContent = scaling === 'relative' && styleShare(recipe) === 1;
  return {
    style: regions.flatMap(region =>
      styleLayers.map(({ layer }): StyleTarget<Shapes> => {
        const channels = channelsSeen(network, layer);
        const square = shaped(channels, channels);
        const target = { layer, coefficient: 1, distance, ...maskAt(layer, region ?? contentMask) };
        const loss = styleLossAt(plan, layer);
        if (loss === 'gram') return { ...target, loss, gram: square };
        const mean = shaped(channels);
        return { ...target, ...wassersteinNumbers, loss, mean, root: square };
      }),
    ),
    content: (withoutContent ? [] : contentLayers).map(layer => ({
      layer,
      features: shaped(1, ...layerSize(content, layer), channelsSeen(network, layer)),
      ...{ coefficient: 1, distance: 'squared' as const },
      ...maskAt(layer, contentMask),
    })),
    variationWeight: 1,
  };
}

/** Stand-ins for numbers on which neither the launches nor their memory depend. */
const wassersteinNumbers = { trace: 1, norm: 1, pixels: 1, least: 1 };
