import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { ModelLabel } from '../../../src/shared/messages/output';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { poolingsBefore } from '../network/vgg19';

/** Which layers the losses tap, what each counts, and how a layer's distance becomes its loss. */
export interface LossPlan {
  /** The layers of the style loss, with their weights, of which only the proportions matter. */
  readonly styleLayers: readonly { readonly layer: ConvName; readonly weight: number }[];
  readonly contentLayer: ConvName;
  /**
   * `seed`, as in the seed's code: style mse(G, A) / (C * H * W), H and W those of the style image's layer, times the style
   * ratio; content mse. C and the means count VGG-19's channels in every network.
   * `relative`: style |G - A| / |A| with Gram matrices over H * W, content (|F - P| / |P|)^2, so that a loss means the same
   * at every size and for every style; a Wasserstein distance is divided by the style's length and doubled
   * (styleTargets.ts). Style weighs `styleShare`, content the rest of 1. Content is squared: its norm would hold the image at
   * the content image, where the run begins, with full force, and a style that pulls less would never leave it.
   */
  readonly scaling: 'seed' | 'relative';
  /** Which statistics of a layer's features are compared. */
  readonly styleLoss: Recipe['styleLoss'];
  /** A factor of the content loss that depends on the network alone. */
  readonly contentFactor: number;
}

/**
 * The style loss at a layer. `mixed` takes the Wasserstein distance up to conv3_1, where it is cheap and makes colours and
 * strokes, and Gram matrices, which hold a large motif as well, at the deeper layers, where the square roots of 512
 * channels would cost nearly as much as the network itself at 128 px.
 */
export function styleLossAt({ styleLoss }: LossPlan, layer: ConvName): 'gram' | 'wasserstein' {
  if (styleLoss !== 'mixed') return styleLoss;
  return poolingsBefore(layer) < 3 ? 'wasserstein' : 'gram';
}

/** The style ratio that leaves relative losses as they are, so that style strength alone says how much is painted. */
const neutralStyleRatio = 1000;

/**
 * The weight of the style in relative losses, 0 to 1: the style strength with its odds, strength : (1 - strength),
 * multiplied by the style ratio over 1000. At strength 1 the odds are infinite, and the weight is 1.
 */
export function styleShare({ styleStrength, styleRatio }: Recipe): number {
  if (styleStrength === 1) return 1;
  const odds = ((styleRatio / neutralStyleRatio) * styleStrength) / (1 - styleStrength);
  return odds / (1 + odds);
}

/**
 * How much more the content weighs than in VGG-19, for which the recipes were made. The pocket network's heads give VGG-19's
 * principal components, so its losses weigh what VGG-19's do.
 */
const contentFactors: Readonly<Record<ModelLabel, number>> = {
  'vgg19-uint8': 1,
  'vgg19-float32': 1,
  pocket: 1,
};

/** The losses of a recipe; its default layers are those of Gatys et al., arXiv:1508.06576, section 2. */
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
