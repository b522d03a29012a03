import type { ConvName } from '../../src/shared/model/vgg19Layout';
import type { ModelLabel } from '../../src/shared/output';
import type { Recipe } from '../../src/shared/recipe';
import { poolingsBefore } from './vgg19';

/** Which layers the losses tap, what each counts, and how a layer's distance becomes its loss. */
export interface LossPlan {
  /** Only the weights' proportions matter. */
  readonly styleLayers: readonly { readonly layer: ConvName; readonly weight: number }[];
  readonly contentLayer: ConvName;
  /**
   * `seed`: style mse(G, A) / (C * H * W), H and W of the style image's layer, times the style ratio; content mse; as in the
   * seed's code. `relative`: |G - A| / |A| and (|F - P| / |P|)^2 with Grams over H * W, so that a loss means the same at every
   * size and for every style; a Wasserstein distance in its place is taken twice over the style's length (styleTargets.ts). Style
   * weighs `styleShare` and content the rest of 1. Content is squared: not squared, it would pull at the content image itself with
   * full force, and a style that pulls less would never leave it.
   */
  readonly scaling: 'seed' | 'relative';
  /** What is compared of a layer's features. */
  readonly styleLoss: Recipe['styleLoss'];
  /** A recipe's variation weight counts as at least this. */
  readonly leastVariation: number;
}

/**
 * `mixed`: the Wasserstein distance up to conv3_1, where it is cheap and makes colours and strokes; Gram matrices, which hold a
 * large motif as well, where the square roots of 512 channels would cost nearly as much as the network at 128 px.
 */
export function styleLossAt({ styleLoss }: LossPlan, layer: ConvName): 'gram' | 'wasserstein' {
  if (styleLoss !== 'mixed') return styleLoss;
  return poolingsBefore(layer) < 3 ? 'wasserstein' : 'gram';
}

/** Of the style ratio, in relative losses: there style strength alone says how much is painted. */
const neutralStyleRatio = 1000;

/**
 * What style weighs in relative losses, 0 to 1: style strength, its odds against the content multiplied by the style ratio over
 * 1000. At strength 1 there is nothing to weigh it against.
 */
export function styleShare({ styleStrength, styleRatio }: Recipe): number {
  if (styleStrength === 1) return 1;
  const odds = ((styleRatio / neutralStyleRatio) * styleStrength) / (1 - styleStrength);
  return odds / (1 + odds);
}

/**
 * Layers of Gatys et al., arXiv:1508.06576, section 2, unless the recipe says otherwise. Random features lose the picture with
 * depth, so the untrained network is tapped earlier, and only relative losses fit the scale of its activations.
 */
export function lossPlan(model: ModelLabel, recipe: Recipe): LossPlan {
  if (model === 'pocket') return { ...untrained, styleLoss: recipe.styleLoss };
  const weights: [ConvName, number][] = [
    ['conv1_1', recipe.styleWeight1],
    ['conv2_1', recipe.styleWeight2],
    ['conv3_1', recipe.styleWeight3],
    ['conv4_1', recipe.styleWeight4],
    ['conv5_1', recipe.styleWeight5],
  ];
  return {
    styleLayers: weights.filter(([, weight]) => weight > 0).map(([layer, weight]) => ({ layer, weight })),
    contentLayer: recipe.contentLayer,
    scaling: recipe.losses,
    styleLoss: recipe.styleLoss,
    leastVariation: 0,
  };
}

const untrainedLayers = ['conv1_1', 'conv1_2', 'conv2_1', 'conv2_2', 'conv3_1', 'conv4_1'] as const;

const untrained: Omit<LossPlan, 'styleLoss'> = {
  styleLayers: untrainedLayers.map(layer => ({ layer, weight: 1 })),
  contentLayer: 'conv3_2',
  scaling: 'relative',
  // Random filters take noise for texture as good as any: without this the picture is full of specks.
  leastVariation: 0.3,
};

/** The deepest layer that the untrained network must have. */
export const deepestUntrainedLayer: ConvName = untrainedLayers.at(-1)!;
