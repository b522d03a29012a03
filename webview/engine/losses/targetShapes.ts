import type * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { styleLossAt, styleShare, type LossPlan } from './lossPlan';
import type { Distance, StyleTarget, Targets } from './objective';
import type { ScaleImages } from '../images/scaleImages';
import { shaped } from '../network/shapes';
import { channelsSeen, layerSize, type Network } from '../network/vgg19';

/**
 * The targets that `makeTargets` will make of images of these shapes, as stand-ins (shapes.ts) of which only the shapes are
 * known.
 */
export function targetShapes(
  network: Network,
  { content, contentMask, styles }: ScaleImages,
  plan: LossPlan,
  recipe: Recipe,
): Targets {
  const { styleLayers, contentLayers, scaling } = plan;
  const distance: Distance = scaling === 'seed' ? 'squared' : 'norm';
  const maskAt = (layer: ConvName, mask: tf.Tensor4D | undefined): { mask?: tf.Tensor4D } =>
    mask ? { mask: shaped(1, ...layerSize(content, layer), 1) } : {};
  const regions = [...new Set(styles.map(({ region }) => region))];
  const withoutContent = scaling === 'relative' && styleShare(recipe) === 1;
  return {
    style: regions.flatMap(region =>
      styleLayers.map(({ layer }): StyleTarget => {
        const channels = channelsSeen(network, layer);
        const square = shaped<tf.Tensor2D>(channels, channels);
        const target = { layer, coefficient: 1, distance, ...maskAt(layer, region ?? contentMask) };
        if (styleLossAt(plan, layer) === 'gram') return { ...target, loss: 'gram', gram: square };
        const mean = shaped<tf.Tensor1D>(channels);
        return { ...target, ...wassersteinNumbers, loss: 'wasserstein', mean, root: square };
      }),
    ),
    content: (withoutContent ? [] : contentLayers).map(layer => ({
      layer,
      features: shaped<tf.Tensor4D>(1, ...layerSize(content, layer), channelsSeen(network, layer)),
      ...{ coefficient: 1, distance: 'squared' as const },
      ...maskAt(layer, contentMask),
    })),
    variationWeight: 1,
  };
}

/** Stand-ins for numbers on which neither the launches nor their memory depend. */
const wassersteinNumbers = { trace: 1, norm: 1, pixels: 1, least: 1 };
