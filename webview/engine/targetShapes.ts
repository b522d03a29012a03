import type * as tf from '@tensorflow/tfjs';
import { vgg19Convolutions, type ConvName } from '../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../src/shared/recipe';
import { styleShare, type LossPlan } from './lossPlan';
import type { Targets } from './objective';
import type { ScaleImages } from './scaleImages';
import { shaped } from './shapes';
import { layerSize } from './vgg19';

/** The targets that `makeTargets` will make of images of these shapes, as stand-ins (shapes.ts). */
export function targetShapes(
  { content, contentMask, styles }: ScaleImages,
  { styleLayers, contentLayer, scaling }: LossPlan,
  recipe: Recipe,
): Targets {
  const distance = scaling === 'seed' ? 'squared' : 'norm';
  const maskAt = (layer: ConvName, mask: tf.Tensor4D | undefined): { mask?: tf.Tensor4D } =>
    mask ? { mask: shaped(1, ...layerSize(content, layer), 1) } : {};
  const regions = [...new Set(styles.map(({ region }) => region))];
  const withoutContent = scaling === 'relative' && styleShare(recipe) === 1;
  return {
    style: regions.flatMap(region =>
      styleLayers.map(({ layer }) => {
        const channels = channelsOf(layer);
        const mask = maskAt(layer, region ?? contentMask);
        return { layer, gram: shaped<tf.Tensor2D>(channels, channels), coefficient: 1, distance, ...mask };
      }),
    ),
    content: (withoutContent ? [] : [contentLayer]).map(layer => ({
      layer,
      features: shaped<tf.Tensor4D>(1, ...layerSize(content, layer), channelsOf(layer)),
      coefficient: 1,
      ...maskAt(layer, contentMask),
    })),
    variationWeight: 1,
  };
}

function channelsOf(layer: ConvName): number {
  return vgg19Convolutions.find(({ name }) => name === layer)!.outChannels;
}
