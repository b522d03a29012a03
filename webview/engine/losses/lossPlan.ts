import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { ModelLabel } from '../../../src/shared/messages/output';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { poolingsBefore } from '../network/vgg19';

/** Which layers the losses tap, what each counts, and how a layer's distance becomes its loss. */
export interface LossPlan {
  /** Only the weights' proportions matter. */
  readonly styleLayers: readonly { readonly layer: ConvName; readonly weight: number }[];
  readonly contentLayer: ConvName;
  /**
   * `seed`: style mse(G, A) / (C * H * W), H and W of the style image's layer, times the style ratio; content mse; as in the
   * seed's code. C and the means are those of VGG-19's channels in every network. `relative`: |G - A| / |A| and (|F - P| / |P|)^2 with Grams over H * W, so that a loss means the same at every
   * size and for every style; a Wasserstein distance in its place is taken twice over the style's length (styleTargets.ts). Style
   * weighs `styleShare` and content the rest of 1. Content is squared: not squared, it would pull at the content image itself with
   * full force, and a style that pulls less would never leave it.
   */
  readonly scaling: 'seed' | 'relative';
  /** What is compared of a layer's features. */
  readonly styleLoss: Recipe['styleLoss'];
  /** What the content loss is multiplied by, whatever else weighs it. */
  readonly contentFactor: number;
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
 * Content weighs this much more than in VGG-19, whose losses the recipes were made for. The pocket network's heads give VGG-19's
 * principal components, so its losses weigh what VGG-19's do.
 */
const contentFactors: Readonly<Record<ModelLabel, number>> = {
  'vgg19-uint8': 1,
  'vgg19-float32': 1,
  pocket: 1,
};

/** Layers of Gatys et al., arXiv:1508.06576, section 2, unless the recipe says otherwise. */
export function lossPlan(model: ModelLabel, recipe: Recipe): LossPlan {
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
    contentFactor: contentFactors[model],
  };
}
