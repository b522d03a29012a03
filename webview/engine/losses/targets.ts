import * as tf from '@tensorflow/tfjs';
import { vgg19Channels } from '../../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { styleShare, type LossPlan } from './lossPlan';
import { oneWhereZero } from './magnitudes';
import type { ContentTarget, Targets } from './objective';
import type { ScaleImages } from '../images/scaleImages';
import { masksAt, type FeatureReader } from './featureReader';
import { styleTargets, type Region } from './styleTargets';
import { freeAll, tidy } from '../support/tidy';
import { readNumbers, type OnDevice } from './deviceNumbers';
import { layerSize, type Network } from '../network/vgg19';

/**
 * The targets of an image: the style images' Gram matrices, or means and covariances, and the content image's features,
 * each with the coefficient that turns a distance into the weighted loss.
 */
export async function makeTargets<Features>(
  reader: FeatureReader<Features>,
  network: Network,
  images: ScaleImages,
  plan: LossPlan,
  recipe: Recipe,
): Promise<Targets<Features>> {
  const { style, content } = tidy(() => ({
    style: regionsOf(images).flatMap(region => styleTargets(reader, network, images, region, plan, recipe)),
    content: contentTargets(reader, network, images, plan, recipe),
  }));
  const variationWeight = recipe.variationWeight / (plan.scaling === 'seed' ? 1 : images.content.size);
  return { style: await readNumbers(style), content: await readNumbers(content), variationWeight };
}

function regionsOf({ styles, contentMask }: ScaleImages): Region[] {
  const masks = [...new Set(styles.map(({ region }) => region))];
  const covered = masks.map(mask => product(mask, contentMask));
  const areas = covered.map(mask => (mask ? tf.mean<tf.Scalar>(mask) : tf.scalar(1)));
  const whole = oneWhereZero(tf.addN(areas));
  return masks.map((mask, i) => ({
    mask: covered[i],
    styles: styles.filter(({ region }) => region === mask),
    share: tf.div(areas[i]!, whole),
  }));
}

function contentTargets<Features>(
  reader: FeatureReader<Features>,
  network: Network,
  { content, contentMask }: ScaleImages,
  { contentLayers, scaling }: LossPlan,
  recipe: Recipe,
): OnDevice<ContentTarget<Features>>[] {
  const share = (1 - styleShare(recipe)) / contentLayers.length;
  if (scaling === 'relative' && share === 0) return [];
  const masks = masksAt(contentMask, network);
  return contentLayers.map(layer => {
    const mask = masks.get(layer);
    const { features, sumOfSquares } = reader.features(network, content, layer, mask);
    const target = {
      ...{ layer, features, distance: 'squared' as const },
      ...(mask && { mask: tf.keep(mask.clone()) }),
    };
    if (scaling === 'relative') {
      return { ...target, coefficient: tf.keep(tf.div<tf.Scalar>(share, oneWhereZero(sumOfSquares))) };
    }
    const [height, width] = layerSize(content, layer);
    const size = height * width * vgg19Channels(layer) * contentLayers.length;
    return { ...target, coefficient: tf.keep(tf.scalar(1 / size)) };
  });
}

function product(a: tf.Tensor4D | undefined, b: tf.Tensor4D | undefined): tf.Tensor4D | undefined {
  return a && b ? tf.mul<tf.Tensor4D>(a, b) : (a ?? b);
}

export function disposeTargets({ style, content }: Targets<{ dispose(): void }>): void {
  for (const target of style) freeAll(target);
  for (const { features, mask } of content) {
    features.dispose();
    mask?.dispose();
  }
}
