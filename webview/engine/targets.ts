import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../src/shared/recipe';
import { styleShare, type LossPlan } from './lossPlan';
import type { ContentTarget, StyleTarget, Targets } from './objective';
import { pool } from './pooling';
import type { ScaleImages, StyleImage } from './scaleImages';
import { wholeSight, type Sight } from './sight';
import { tidily } from './tidily';
import { layerSize, startsBlock, type Network } from './vgg19';

type Masks = ReadonlyMap<ConvName, tf.Tensor4D>;

/**
 * What the image is drawn to: the style images' Gram matrices and the content image's features, each with the coefficient that
 * turns a distance into the weighted loss.
 */
export function makeTargets(
  network: Network,
  images: ScaleImages,
  plan: LossPlan,
  recipe: Recipe,
): Promise<Targets> {
  return makeTargetsBy(wholeSight, network, images, plan, recipe);
}

/** The same, by whatever way of looking at large images. */
export async function makeTargetsBy<Features>(
  sight: Sight<Features>,
  network: Network,
  images: ScaleImages,
  plan: LossPlan,
  recipe: Recipe,
): Promise<Targets<Features>> {
  const { style, content } = tidily(() => ({
    style: regionsOf(images).flatMap(region => styleTargets(sight, network, images, region, plan, recipe)),
    content: contentTargets(sight, network, images, plan, recipe),
  }));
  const variationWeight =
    Math.max(recipe.variationWeight, plan.leastVariation) /
    (plan.scaling === 'seed' ? 1 : images.content.size);
  return { style: await settled(style), content: await settled(content), variationWeight };
}

/** A target whose coefficient is still on the device: WebGPU can only be read by waiting for it. */
type Unsettled<Target> = Omit<Target, 'coefficient'> & { readonly coefficient: tf.Scalar };

async function settled<Target>(targets: readonly Unsettled<Target>[]): Promise<Target[]> {
  return await Promise.all(
    targets.map(async target => {
      const [coefficient] = await target.coefficient.data();
      target.coefficient.dispose();
      return { ...target, coefficient } as Target;
    }),
  );
}

/** Where some style images are painted together. */
interface Region {
  readonly mask: tf.Tensor4D | undefined;
  readonly styles: readonly StyleImage[];
  /** Its part of the picture, 0 to 1. */
  readonly share: tf.Scalar;
}

function regionsOf({ styles, contentMask }: ScaleImages): Region[] {
  const masks = [...new Set(styles.map(({ region }) => region))];
  const covered = masks.map(mask => product(mask, contentMask));
  const areas = covered.map(mask => (mask ? tf.mean<tf.Scalar>(mask) : tf.scalar(1)));
  const whole = orOne(tf.addN(areas));
  return masks.map((mask, i) => ({
    mask: covered[i],
    styles: styles.filter(({ region }) => region === mask),
    share: tf.div(areas[i]!, whole),
  }));
}

function styleTargets(
  sight: Sight<unknown>,
  network: Network,
  { content }: ScaleImages,
  region: Region,
  plan: LossPlan,
  recipe: Recipe,
): Unsettled<StyleTarget>[] {
  const layers = plan.styleLayers.map(({ layer }) => layer);
  const weightSum = plan.styleLayers.reduce((sum, { weight }) => sum + weight, 0);
  // The picture may tile; a style image need not, and ends at its edges.
  const styleNetwork: Network = network.edges === 'wrap' ? { ...network, edges: 'replicate' } : network;
  const sources = region.styles.map(({ weight, image, mask }): Source => {
    const masks = masksAt(mask, network);
    return { weight, image, masks, grams: sight.grams(styleNetwork, image, layers, masks) };
  });
  const own = masksAt(region.mask ?? onesLike(content), network);
  return plan.styleLayers.map(({ layer, weight }): Unsettled<StyleTarget> => {
    const mean = meanGram(sources, layer);
    const mask = region.mask && { mask: tf.keep(own.get(layer)!.clone()) };
    if (plan.scaling === 'seed') {
      const [height, width] = layerSize(sources[0]!.image, layer);
      const [channels] = mean.gram.shape;
      // As in the seed's code, a sum over the style image's own pixels.
      const gram = tf.keep(mean.gram);
      const scale = (recipe.styleRatio * weight) / weightSum / (channels ** 2 * (channels * height * width));
      return { layer, gram, coefficient: tf.keep(tf.mul<tf.Scalar>(region.share, scale)), ...mask };
    }
    // Grams over H * W of either image: the style's is brought to as many pixels as the stylized image has there.
    const pixels = sumOfSquares(own.get(layer)!);
    const gram = tf.keep(tf.mul<tf.Tensor2D>(mean.gram, tf.div(pixels, mean.pixels)));
    const share = tf.mul(region.share, (styleShare(recipe) * weight) / weightSum);
    const coefficient = tf.keep(tf.div<tf.Scalar>(share, norm(gram)));
    return { layer, gram, coefficient, distance: 'norm', ...mask };
  });
}

interface Source {
  readonly weight: number;
  readonly image: tf.Tensor4D;
  readonly masks: Masks;
  readonly grams: ReadonlyMap<ConvName, tf.Tensor2D>;
}

/** The weighted mean of the style images' Gram matrices, each brought to as many pixels as the first has, and these. */
function meanGram(sources: readonly Source[], layer: ConvName): { gram: tf.Tensor2D; pixels: tf.Scalar } {
  const total = sources.reduce((sum, { weight }) => sum + weight, 0);
  const parts = sources.map(({ weight, image, masks, grams }) => {
    const mask = masks.get(layer);
    const [height, width] = layerSize(image, layer);
    const pixels = mask ? sumOfSquares(mask) : tf.scalar(height * width);
    return { gram: grams.get(layer)!, share: weight / total, pixels };
  });
  const { pixels } = parts[0]!;
  const scaled = parts.map(part => {
    const scale = tf.mul(tf.div(pixels, atLeast(part.pixels)), part.share);
    return tf.mul<tf.Tensor2D>(part.gram, scale);
  });
  return { gram: tf.addN(scaled), pixels: atLeast(pixels) };
}

function contentTargets<Features>(
  sight: Sight<Features>,
  network: Network,
  { content, contentMask }: ScaleImages,
  { contentLayer: layer, scaling }: LossPlan,
  recipe: Recipe,
): Unsettled<ContentTarget<Features>>[] {
  const share = 1 - styleShare(recipe);
  if (scaling === 'relative' && share === 0) return [];
  const mask = masksAt(contentMask, network).get(layer);
  const { features, sumOfSquares, size } = sight.features(network, content, layer, mask);
  const target = { layer, features, ...(mask && { mask: tf.keep(mask.clone()) }) };
  if (scaling === 'seed') return [{ ...target, coefficient: tf.keep(tf.scalar(1 / size)) }];
  const coefficient = tf.keep(tf.div<tf.Scalar>(share, orOne(sumOfSquares)));
  return [{ ...target, coefficient }];
}

/** A mask at every layer, shrunk by averaging as the image is. Empty where there is no mask. */
function masksAt(mask: tf.Tensor4D | undefined, { convolutions }: Network): Masks {
  const masks = new Map<ConvName, tf.Tensor4D>();
  let x = mask;
  for (const { name } of convolutions) {
    if (!x) break;
    if (startsBlock(name)) x = pool(x, 'average');
    masks.set(name, x);
  }
  return masks;
}

function product(a: tf.Tensor4D | undefined, b: tf.Tensor4D | undefined): tf.Tensor4D | undefined {
  return a && b ? tf.mul<tf.Tensor4D>(a, b) : (a ?? b);
}

function onesLike({ shape: [, height, width] }: tf.Tensor4D): tf.Tensor4D {
  return tf.ones([1, height, width, 1]);
}

function sumOfSquares(x: tf.Tensor): tf.Scalar {
  return tf.sum(tf.square(x));
}

/** A mask that covers nothing of a layer has no pixels there, and is divided by. */
function atLeast(pixels: tf.Scalar): tf.Scalar {
  return tf.maximum(pixels, 1e-6);
}

/** Of an all-zero target, 1: its distance then counts as it is. */
function norm(x: tf.Tensor): tf.Scalar {
  return orOne(tf.sqrt(sumOfSquares(x)));
}

function orOne(x: tf.Scalar): tf.Scalar {
  return tf.where(tf.equal(x, 0), tf.onesLike(x), x);
}

export function disposeTargets({ style, content }: Targets<{ dispose(): void }>): void {
  for (const held of [...style, ...content]) held.mask?.dispose();
  for (const { gram } of style) gram.dispose();
  for (const { features } of content) features.dispose();
}
