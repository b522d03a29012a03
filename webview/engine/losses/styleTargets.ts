import * as tf from '@tensorflow/tfjs';
import { vgg19Channels, type ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { pixelsOf, type FeatureSums } from './featureSums';
import { styleLossAt, styleShare, type LossPlan } from './lossPlan';
import { norm, oneWhereZero } from './magnitudes';
import type { GramTarget, StyleTarget, WassersteinTarget } from './objective';
import type { ScaleImages, StyleImage } from '../images/scaleImages';
import { masksAt, type FeatureReader, type Masks } from './featureReader';
import type { OnDevice } from './deviceNumbers';
import { layerSize, type Network } from '../network/vgg19';
import { wassersteinGoal } from './wasserstein';

/** A part of the picture in which some of the style images are painted, blended. */
export interface Region {
  readonly mask: tf.Tensor4D | undefined;
  readonly styles: readonly StyleImage[];
  /** The region's share of the picture's area, 0 to 1. */
  readonly share: tf.Scalar;
}

/** The style targets of a region, one a layer. Run inside `tidy`, which their tensors outlive. */
export function styleTargets(
  reader: FeatureReader<unknown>,
  network: Network,
  { content }: ScaleImages,
  region: Region,
  plan: LossPlan,
  recipe: Recipe,
): OnDevice<StyleTarget>[] {
  const layers = plan.styleLayers.map(({ layer }) => layer);
  const weightSum = plan.styleLayers.reduce((sum, { weight }) => sum + weight, 0);
  // A style image ends at its edges, whether the picture is to be seamless or not.
  const styleNetwork: Network = network.edges === 'wrap' ? { ...network, edges: 'replicate' } : network;
  const sources = region.styles.map(({ weight, image, mask }): Source => {
    const masks = masksAt(mask, network);
    return { weight, image, masks, sums: reader.sums(styleNetwork, image, layers, masks) };
  });
  const own = masksAt(region.mask ?? onesLike(content), network);
  return plan.styleLayers.map(({ layer, weight }): OnDevice<StyleTarget> => {
    const target = makers[styleLossAt(plan, layer)]({
      layer,
      style: meanSums(sources, layer),
      styleSize: layerSize(sources[0]!.image, layer),
      pixels: pixelsOf(own.get(layer)!),
      weight: tf.mul(
        region.share,
        ((plan.scaling === 'seed' ? recipe.styleRatio : styleShare(recipe)) * weight) / weightSum,
      ),
      plan,
    });
    return { ...target, ...(region.mask && { mask: tf.keep(own.get(layer)!.clone()) }) };
  });
}

interface Source {
  readonly weight: number;
  readonly image: tf.Tensor4D;
  readonly masks: Masks;
  readonly sums: ReadonlyMap<ConvName, FeatureSums>;
}

interface LayerStyle {
  readonly layer: ConvName;
  readonly style: WeighedSums;
  /** [height, width] of this layer's activations for the first style image. */
  readonly styleSize: readonly [number, number];
  /** What the stylized image's pixels weigh together, the sum of the squares of the region's mask. */
  readonly pixels: tf.Scalar;
  /** The layer's weight among all losses. */
  readonly weight: tf.Scalar;
  readonly plan: LossPlan;
}

function gramTarget({ layer, style, styleSize, pixels, weight, plan }: LayerStyle): OnDevice<GramTarget> {
  if (plan.scaling === 'seed') {
    const [height, width] = styleSize;
    const channels = vgg19Channels(layer);
    // The seed's code sums over each image's own pixels, and divides by the number of the style image's.
    const coefficient = tf.div<tf.Scalar>(weight, channels ** 2 * (channels * height * width));
    const kept = { gram: tf.keep(style.gram), coefficient: tf.keep(coefficient) };
    return { loss: 'gram', layer, ...kept, distance: 'squared' };
  }
  // Gram matrices are compared per pixel: the style's is scaled to as many pixels as the stylized image has in the region.
  const gram = tf.keep(tf.mul<tf.Tensor2D>(style.gram, tf.div(pixels, style.pixels)));
  const coefficient = tf.keep(tf.div<tf.Scalar>(weight, oneWhereZero(norm(gram))));
  return { loss: 'gram', layer, gram, coefficient, distance: 'norm' };
}

/**
 * How much a Wasserstein distance weighs against a Gram distance in relative losses. Features that are all wrong by a small
 * fraction are wrong by that fraction in the Wasserstein distance, but by twice as much in a Gram matrix, whose entries are
 * products of two features. The factor 2 makes up for it, so that style strength means the same under both.
 */
const wassersteinWeight = 2;

function wassersteinTarget({ layer, style, pixels, weight, plan }: LayerStyle): OnDevice<WassersteinTarget> {
  const { length, ...goal } = wassersteinGoal(style, style.pixels);
  const relative = plan.scaling === 'relative';
  // The seed's losses take the mean of d^2 over the channels, as crowsonkb does. Relative losses take d itself as a share
  // of the style's length: a norm, as the relative Gram loss is, and for the same reason (docs/quality.md).
  const coefficient = relative
    ? tf.div<tf.Scalar>(tf.mul(weight, wassersteinWeight), length)
    : tf.div<tf.Scalar>(weight, vgg19Channels(layer));
  const target = { ...goal, pixels: atLeast(pixels), coefficient };
  for (const tensor of Object.values(target)) tf.keep(tensor);
  return { loss: 'wasserstein', layer, ...target, distance: relative ? 'norm' : 'squared' };
}

const makers = { gram: gramTarget, wasserstein: wassersteinTarget };

interface WeighedSums extends FeatureSums {
  /** What the summed pixels weigh together, more than 0. */
  readonly pixels: tf.Scalar;
}

/** The weighted mean of the style images' sums, each scaled to as many pixels as the first style image has. */
function meanSums(sources: readonly Source[], layer: ConvName): WeighedSums {
  const total = sources.reduce((sum, { weight }) => sum + weight, 0);
  const parts = sources.map(({ weight, image, masks, sums }) => {
    const mask = masks.get(layer);
    const [height, width] = layerSize(image, layer);
    const pixels = mask ? pixelsOf(mask) : tf.scalar(height * width);
    return { ...sums.get(layer)!, share: weight / total, pixels };
  });
  const { pixels } = parts[0]!;
  const scales = parts.map(part => tf.mul(tf.div(pixels, atLeast(part.pixels)), part.share));
  return {
    gram: tf.addN(parts.map(({ gram }, i) => tf.mul<tf.Tensor2D>(gram, scales[i]!))),
    sum: tf.addN(parts.map(({ sum }, i) => tf.mul<tf.Tensor1D>(sum, scales[i]!))),
    pixels: atLeast(pixels),
  };
}

function onesLike({ shape: [, height, width] }: tf.Tensor4D): tf.Tensor4D {
  return tf.ones([1, height, width, 1]);
}

/** A divisor that is never 0: a mask may leave no pixels at a layer. */
function atLeast(pixels: tf.Scalar): tf.Scalar {
  return tf.maximum(pixels, 1e-6);
}
